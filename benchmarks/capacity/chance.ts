// How do things fall out? Draws from a seed, in the shapes that visitors and networks have.

import { createRandom } from '../../sandbox/random.ts';

/** 0 to 1, without both ends. */
export type Uniform = () => number;

const grain = 2 ** 32;

/** The same numbers for the same seed, on every machine. */
export const uniformFrom = (seed: number): Uniform => {
  const random = createRandom(seed);
  return () => (random.below(grain) + 0.5) / grain;
};

/** A wait for something that may happen at any moment, alike at each. */
export const exponential = (mean: number, uniform: Uniform): number => -mean * Math.log(uniform());

/** 1, 2, 3 …: how often something is done if it is done again with the same chance each time. */
export const geometric = (mean: number, uniform: Uniform): number =>
  mean <= 1 ? 1 : 1 + Math.floor(Math.log(uniform()) / Math.log(1 - 1 / mean));

const normal = (uniform: Uniform): number =>
  Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());

/** Mostly near the median, now and then far above it, as calls over a network are. */
export const logNormal = (median: number, spread: number, uniform: Uniform): number =>
  median * Math.exp(spread * normal(uniform));
