// How long is measured, and how often? A full run in about a quarter of an hour, a quick one in about two minutes.

import type { Windows } from './measure/measure.ts';

export type Plan = Windows & {
  /** Of the contenders side by side. */
  readonly rounds: number;
  /** Of every other table. */
  readonly furtherRounds: number;
  readonly cachedContacts: readonly number[];
  readonly starts: number;
};

export const plans: Readonly<Record<'full' | 'quick', Plan>> = {
  full: {
    rounds: 5,
    furtherRounds: 3,
    warmUp: 2,
    window: 3,
    cachedContacts: [1_000, 10_000, 100_000, 1_000_000],
    starts: 7,
  },
  quick: {
    rounds: 1,
    furtherRounds: 1,
    warmUp: 1,
    window: 1,
    cachedContacts: [1_000, 10_000, 100_000],
    starts: 3,
  },
};
