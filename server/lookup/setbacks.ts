// Is it too early to ask again? A failed refresh is remembered with its entry, so that an outage is not met with a call per visitor.

import type { Clock } from '../clock.ts';
import type { Entry } from './entry.ts';

/** Milliseconds: five seconds after the first failure; after each further one ten since that refresh began. */
const firstPause = 5_000;
const longestPause = 10_000;

export type Setbacks = {
  /**
   * A refresh of this entry has failed; `begun` is when it began, on the monotonic clock. One that succeeds makes another
   * entry, which has had no setback; so does an expiry.
   */
  note(entry: Entry, begun: number): void;
  /** Whether a refresh failed so recently that the next one must wait. */
  holdsBack(entry: Entry): boolean;
};

export const createSetbacks = (clock: Clock): Setbacks => {
  const setbacks = new WeakMap<Entry, { readonly until: number; readonly pause: number }>();
  const holdsBack = (entry: Entry): boolean =>
    clock.now() < (setbacks.get(entry)?.until ?? Number.NEGATIVE_INFINITY);

  return {
    note(entry, begun) {
      if (holdsBack(entry)) return; // two names of one contact were asked for at once
      const before = setbacks.get(entry);
      const pause = before === undefined ? firstPause : Math.min(longestPause, before.pause * 2);
      // From its beginning, or a refresh that was slow to fail would be paid for twice.
      const until = Math.max(clock.now() + firstPause, begun + pause);
      setbacks.set(entry, { until, pause });
    },
    holdsBack,
  };
};
