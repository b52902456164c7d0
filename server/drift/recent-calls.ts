// Which calls may Drift still be counting? Those under way, and those that ended in the last 60 seconds.

import type { Clock } from '../clock.ts';

const minute = 60_000;

export type RecentCalls = {
  begin(): void;
  /** One of those under way is over. */
  end(): void;
  /** One that was begun was not made after all. */
  takeBack(): void;
  readonly underway: number;
  /** How many of the calls so far count at a moment from now on, if those under way end now. */
  countAt(moment: number): number;
};

/**
 * Drift counts a call when it arrives there, which is some time between its beginning and its end here: counted until a minute
 * after its end, both ends included, a call is never forgotten before Drift forgets it.
 */
export const createRecentCalls = (clock: Clock): RecentCalls => {
  let underway = 0;
  let ends: number[] = [];
  let oldest = 0;

  const forgetOld = (): void => {
    const horizon = clock.now() - minute;
    while (oldest < ends.length && (ends[oldest] ?? horizon) < horizon) oldest += 1;
    if (oldest <= 1_024 || oldest * 2 <= ends.length) return;
    ends = ends.slice(oldest);
    oldest = 0;
  };
  const endedSince = (horizon: number): number => {
    let [from, to] = [oldest, ends.length];
    while (from < to) {
      const middle = Math.floor((from + to) / 2);
      if ((ends[middle] ?? horizon) < horizon) from = middle + 1;
      else to = middle;
    }
    return ends.length - from;
  };

  return {
    begin() {
      underway += 1;
    },
    end() {
      forgetOld();
      underway -= 1;
      ends.push(clock.now());
    },
    takeBack() {
      underway -= 1;
    },
    get underway() {
      return underway;
    },
    countAt(moment) {
      forgetOld();
      const horizon = moment - minute;
      return endedSince(horizon) + (clock.now() < horizon ? 0 : underway);
    },
  };
};
