// What time does a test say it is? A clock that moves only when told to.

import type { Clock } from '../../server/clock.ts';

/** A clock in the hands of a test: `advance` moves both its times and fires what falls due, in order. */
export type ManualClock = Clock & {
  advance(milliseconds: number): void;
  /** How many timers wait: every call that is under way has one for its deadline. */
  readonly waiting: number;
};

type Start = { readonly now?: number; readonly wall?: number };

type Timer = { readonly due: number; readonly action: () => void };

export const createManualClock = ({
  now = 0,
  wall = Date.parse('2026-11-22T10:00:00Z'),
}: Start = {}): ManualClock => {
  const offset = wall - now;
  const timers = new Set<Timer>();
  let current = now;

  const earliestUntil = (end: number): Timer | undefined => {
    let earliest: Timer | undefined;
    for (const timer of timers) {
      if (timer.due <= end && (earliest === undefined || timer.due < earliest.due)) earliest = timer;
    }
    return earliest;
  };

  return {
    now: () => current,
    wall: () => offset + current,
    get waiting() {
      return timers.size;
    },
    after: (delay, action) => {
      const timer: Timer = { due: current + Math.max(0, delay), action };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    advance: (milliseconds) => {
      const end = current + milliseconds;
      for (let timer = earliestUntil(end); timer !== undefined; timer = earliestUntil(end)) {
        timers.delete(timer);
        current = timer.due;
        timer.action();
      }
      current = end;
    },
  };
};
