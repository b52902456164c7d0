// Is that fast enough? What is promised of this server's cost, held against what was measured.

import type { Measured } from '../measure/measure.ts';
import { spreadOf } from '../measure/statistics.ts';
import type { Results } from '../results.ts';
import { cpuOfMiss } from '../tables/hit-ratios.ts';

type Quantity = 'cpu' | 'p99';

/** The median; undefined when it was not measured. */
const median = (measured: readonly Measured[] | undefined, quantity: Quantity): number | undefined =>
  measured === undefined || measured.length === 0
    ? undefined
    : spreadOf(measured.map((one) => one[quantity])).median;

const ratio = (one: number | undefined, other: number | undefined): number | undefined =>
  one === undefined || other === undefined ? undefined : one / other;

/** Medians of two contenders side by side. */
const of =
  (one: string, other: string, quantity: Quantity = 'cpu') =>
  ({ sideBySide }: Results): number | undefined =>
    ratio(median(sideBySide.get(one), quantity), median(sideBySide.get(other), quantity));

const overManyContacts = ({ cachedContacts }: Results): number | undefined =>
  ratio(median(cachedContacts.get(1_000_000), 'cpu'), median(cachedContacts.get(1_000), 'cpu'));

/** Bytes, where most contacts are cached. */
export const overheadPerContact = ({
  cachedContacts,
}: Pick<Results, 'cachedContacts'>): number | undefined => {
  const most = [...cachedContacts.values()].at(-1);
  if (most === undefined || most.length === 0) return undefined;
  return spreadOf(most.map(({ heapPerContact, ownPerContact }) => heapPerContact - ownPerContact)).median;
};

const ofMiss = ({ hitRatios }: Results): number | undefined => {
  const [half, hits] = [median(hitRatios.get(5), 'cpu'), median(hitRatios.get(0), 'cpu')];
  return half === undefined || hits === undefined ? undefined : cpuOfMiss(half, hits, 5);
};

type Bound = {
  readonly promise: string;
  readonly atMost: number;
  readonly unit: '×' | 'µs' | 'bytes';
  measured(results: Results): number | undefined;
};

export const bounds: readonly Bound[] = [
  {
    promise: 'CPU of a verified hit, to bare node:http',
    atMost: 1.4,
    unit: '×',
    measured: of('ours', 'bare'),
  },
  {
    promise: 'CPU of a verified hit, to nginx + njs',
    atMost: 0.75,
    unit: '×',
    measured: of('ours', 'nginx'),
  },
  { promise: 'CPU of a verified hit, to Fastify', atMost: 0.5, unit: '×', measured: of('ours', 'fastify') },
  {
    promise: 'CPU of a verified hit, to Express tuned by hand',
    atMost: 0.2,
    unit: '×',
    measured: of('ours', 'express-tuned'),
  },
  {
    promise: 'p99 at 64 connections, to bare node:http',
    atMost: 2,
    unit: '×',
    measured: of('ours', 'bare', 'p99'),
  },
  { promise: 'CPU with RS256, to HS256', atMost: 1.1, unit: '×', measured: of('rs256', 'ours') },
  { promise: 'CPU with ES256, to HS256', atMost: 1.1, unit: '×', measured: of('es256', 'ours') },
  { promise: 'CPU with a cookie, to a header', atMost: 1.1, unit: '×', measured: of('cookie', 'ours') },
  {
    promise: 'CPU of a hit among a million contacts, to a thousand',
    atMost: 1.25,
    unit: '×',
    measured: overManyContacts,
  },
  {
    promise: 'memory of a cached contact beyond its own bytes',
    atMost: 1_024,
    unit: 'bytes',
    measured: overheadPerContact,
  },
  { promise: 'CPU of a miss', atMost: 400, unit: 'µs', measured: ofMiss },
];

export type Judgement = Omit<Bound, 'measured'> & {
  readonly measured: number | undefined;
  readonly verdict: 'held' | 'broken' | 'not measured';
};

const verdictOn = (measured: number | undefined, atMost: number): Judgement['verdict'] => {
  if (measured === undefined) return 'not measured';
  return measured <= atMost ? 'held' : 'broken';
};

export const judged = (results: Results): readonly Judgement[] =>
  bounds.map(({ measured: measure, ...bound }) => {
    const measured = measure(results);
    return { ...bound, measured, verdict: verdictOn(measured, bound.atMost) };
  });
