// How do visitors come so many a second? At a steady pace, however late a timer is.

import type { Cancel, Clock } from '../../server/clock.ts';

/** Calls `act` with 0, 1, 2 … until it is cancelled. */
export const atPace = (clock: Clock, perSecond: number, act: (turn: number) => void): Cancel => {
  const begun = clock.now();
  let turn = 0;
  let cancel: Cancel = () => {};
  const next = (): void => {
    const due = begun + (turn * 1_000) / perSecond;
    cancel = clock.after(Math.max(0, due - clock.now()), () => {
      act(turn);
      turn += 1;
      next();
    });
  };
  next();
  return () => cancel();
};
