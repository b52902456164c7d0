// Is this process too busy? How late its timers are: an event loop that is late for a timer is late for everybody.

import type { Cancel, Clock } from '../clock.ts';

/** Milliseconds. */
const interval = 100;
const tooLate = 250;

export type LoopDelay = {
  /** How late the last timer was, in milliseconds. */
  current(): number;
  /** Whether it was too late twice running: one long task is no overload. */
  overloaded(): boolean;
  start(): Cancel;
};

export const createLoopDelay = (clock: Clock): LoopDelay => {
  let [before, last] = [0, 0];
  let cancel: Cancel = () => {};

  const measure = (): void => {
    const expected = clock.now() + interval;
    cancel = clock.after(interval, () => {
      before = last;
      last = Math.max(0, clock.now() - expected);
      measure();
    });
  };

  return {
    current: () => last,
    overloaded: () => Math.min(before, last) > tooLate,
    start: () => {
      measure();
      return () => cancel();
    },
  };
};
