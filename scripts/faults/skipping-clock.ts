// How does an entry come of age in a moment? A clock that can be told that time has gone by.

import type { Clock } from '../../server/clock.ts';

/** Ages are reckoned by the monotonic clock; the wall clock and the timers stay as they are. */
export type SkippingClock = Clock & { skip(milliseconds: number): void };

export const createSkippingClock = (clock: Clock): SkippingClock => {
  let skipped = 0;
  return {
    now: () => clock.now() + skipped,
    wall: clock.wall,
    after: clock.after,
    skip: (milliseconds) => {
      skipped += milliseconds;
    },
  };
};

export const pause = (clock: Clock, milliseconds: number): Promise<void> =>
  new Promise((resolve) => clock.after(milliseconds, resolve));
