// Who comes? The visitor of rank k with a chance in proportion to k to the power of -exponent: few come often, many hardly ever.

import type { Uniform } from './chance.ts';

export type Zipf = {
  readonly population: number;
  /** More than 0, and not 1. */
  readonly exponent: number;
};

/** The area below x^-exponent up to x, but for a constant; and how far x is where that area is reached. */
const area = (x: number, exponent: number): number => x ** (1 - exponent) / (1 - exponent);
const whereAreaIs = (size: number, exponent: number): number =>
  (size * (1 - exponent)) ** (1 / (1 - exponent));

/**
 * A rank from 1 to `population`. Without a table, so that the population may be as large as the internet: a point below the
 * smooth curve is drawn, and drawn again where the steps of the ranks lie below it (Hörmann and Derflinger, "Rejection-inversion
 * to generate variates from monotone discrete distributions", 1996).
 */
export const createZipf = ({ population, exponent }: Zipf, uniform: Uniform): (() => number) => {
  const first = area(1.5, exponent) - 1;
  const last = area(population + 0.5, exponent);

  return () => {
    for (;;) {
      const point = last + uniform() * (first - last);
      const rank = Math.min(population, Math.max(1, Math.round(whereAreaIs(point, exponent))));
      if (point >= area(rank + 0.5, exponent) - rank ** -exponent) return rank;
    }
  };
};

/** Ranks whose chances hardly differ are taken together: so many groups for each doubling. */
const groups = 16;

/** How many different visitors come when so many sessions are drawn. */
export const expectedDistinct = ({ population, exponent }: Zipf, sessions: number): number => {
  const bounds = [1];
  for (let at = 1; at < population; at = bounds.at(-1) ?? population)
    bounds.push(Math.min(population, Math.max(at + 1, Math.floor(at * 2 ** (1 / groups)))));
  const weights = bounds.map((from, index) => {
    const count = (bounds[index + 1] ?? from + 1) - from;
    return { count, each: (from + (count - 1) / 2) ** -exponent };
  });
  const total = weights.reduce((sum, { count, each }) => sum + count * each, 0);
  return weights.reduce(
    (sum, { count, each }) => sum + count * (1 - Math.exp((-sessions * each) / total)),
    0,
  );
};

/** The population of which `distinct` come at least once in so many sessions. */
export const populationWith = (distinct: number, sessions: number, exponent: number): number => {
  let [few, many] = [distinct, distinct * 64];
  while (many - few > 1 && many / few > 1.0001) {
    const middle = Math.round((few + many) / 2);
    if (expectedDistinct({ population: middle, exponent }, sessions) < distinct) few = middle;
    else many = middle;
  }
  return many;
};
