// How long is measured, and how often? A full run in about twenty-five minutes, a quick one in about four.

import type { Turns } from './tables/passes.ts';

export type Plan = {
  /** Seconds, before the first slice of each process. */
  readonly warmUp: number;
  /** Of all contenders, some in every third round: in slices so long that what each begins with, new connections and cold caches, is a small part. */
  readonly sideBySide: Turns;
  /** Of a few, in slices so long that the opening of connections, a few hundredths of a second, is no part of p99. */
  readonly further: Turns;
  /** Of those with many visitors: they come from a script, and so for whole seconds. */
  readonly visitors: Turns;
  readonly cachedContacts: readonly number[];
  readonly starts: number;
};

export const plans: Readonly<Record<'full' | 'quick', Plan>> = {
  full: {
    warmUp: 2,
    sideBySide: { rounds: 9, passes: 3, slice: 2 },
    further: { rounds: 2, passes: 4, slice: 3 },
    visitors: { rounds: 3, passes: 4, slice: 2 },
    cachedContacts: [1_000, 10_000, 100_000, 1_000_000],
    starts: 7,
  },
  quick: {
    warmUp: 1,
    sideBySide: { rounds: 1, passes: 3, slice: 2 },
    further: { rounds: 1, passes: 1, slice: 3 },
    visitors: { rounds: 1, passes: 3, slice: 1 },
    cachedContacts: [1_000, 10_000, 100_000],
    starts: 3,
  },
};
