// How long did requests take? A histogram for what happens with every request, at the cost of a few additions.

import { Histogram, type Registry } from 'prom-client';

/** Takes a duration in seconds, by the value of the one label if there is one. */
export type Observe = (seconds: number, label?: string) => void;

type Options = {
  readonly registry: Registry;
  readonly name: string;
  readonly help: string;
  readonly labelName?: string;
  /** Upper bounds in seconds, ascending. */
  readonly buckets: readonly number[];
};

/** `perBucket` has one more place than there are bounds, for what is beyond all of them. */
type Series = { readonly perBucket: Float64Array; sum: number };

/** The library, which checks and hashes the labels at each call, is asked only to keep the name and to print the values. */
export const createDurations = (options: Options): Observe => {
  const { registry, name, help, labelName, buckets } = options;
  const series = new Map<string, Series>();
  const bounds = [...buckets, Number.POSITIVE_INFINITY];

  const begin = (label: string): Series => {
    const begun = { perBucket: new Float64Array(bounds.length), sum: 0 };
    series.set(label, begun);
    return begun;
  };
  if (labelName === undefined) begin(''); // as the library does: there before anything has happened

  const labelsOf = (label: string): Record<string, string> =>
    labelName === undefined ? {} : { [labelName]: label };

  /** Each bucket holds what the smaller ones hold. */
  const valuesOf = ([label, { perBucket, sum }]: [string, Series]) => {
    let count = 0;
    const labels = labelsOf(label);
    const cumulative = bounds.map((le, index) => {
      count += perBucket[index] ?? 0;
      const bound = le === Number.POSITIVE_INFINITY ? '+Inf' : le;
      return { metricName: `${name}_bucket`, labels: { le: bound, ...labels }, value: count };
    });
    return [
      ...cumulative,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: count },
    ];
  };

  const labelNames = labelName === undefined ? [] : [labelName];
  const blank = new Histogram({ name, help, labelNames, buckets: [...buckets], registers: [] });
  const get = async () => ({ ...(await blank.get()), values: [...series].flatMap(valuesOf) });
  const filled: Histogram = Object.create(blank);
  registry.registerMetric(Object.assign(filled, { get, getForPromString: get }));

  return (seconds, label = '') => {
    const one = series.get(label) ?? begin(label);
    let bucket = 0;
    while (seconds > (bounds[bucket] ?? 0)) bucket += 1;
    one.perBucket[bucket] = (one.perBucket[bucket] ?? 0) + 1;
    one.sum += seconds;
  };
};
