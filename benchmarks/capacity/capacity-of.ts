// How many monthly visitors do these settings carry? The most with whom hardly anybody is refused in the busiest minutes of a month.

import { type Settings, withVisitors } from './settings.ts';
import type { Outcome } from './simulate.ts';

/** The share of requests that may be refused, or fail, and the settings still count as carrying them. */
export const tolerated = 0.001;

export type Carried = {
  readonly visitors: number;
  /** With so many. */
  readonly outcome: Outcome;
};

export type Simulate = (settings: Settings, giveUpAbove?: number) => Promise<Outcome>;

type Search = {
  readonly simulate: Simulate;
  /** Where to begin. */
  readonly guess: number;
  /** The answer is known when so many times as many are too many. */
  readonly precision: number;
};

/** Beyond these nobody looks. */
const fewest = 1_000;
const most = 10_000_000_000;

export const isCarried = ({ refused, failed, requests }: Outcome): boolean =>
  refused + failed <= tolerated * requests;

/** Where budget is left, more visitors may need no more than it has: a step that would use it up, but no leap. */
const stepUp = ({ mostInAMinute, settings }: Outcome): number =>
  Math.min(3, Math.max(1.15, settings.perMinute / Math.max(1, mostInAMinute)));
const stepDown = 1.5;

export const capacityOf = async (settings: Settings, search: Search): Promise<Carried | undefined> => {
  const { simulate, guess, precision } = search;
  let carried: Carried | undefined;
  let tooMany = Number.POSITIVE_INFINITY;

  for (let visitors = guess; visitors > fewest && visitors < most; ) {
    const outcome = await simulate(withVisitors(settings, Math.round(visitors)), tolerated);
    if (isCarried(outcome)) carried = { visitors, outcome };
    else tooMany = visitors;

    if (carried === undefined) visitors = tooMany / stepDown;
    else if (tooMany <= carried.visitors * precision) break;
    else
      visitors = Math.min(carried.visitors * stepUp(carried.outcome), Math.sqrt(carried.visitors * tooMany));
  }
  return carried;
};
