// What is due when? One timer for whatever thousands of open pages wait for, to the second.

import type { Cancel, Clock } from '../clock.ts';

/** Calls `action` once, so many milliseconds from now, rounded up to the next whole second of this process. */
export type Agenda = (delay: number, action: () => void) => Cancel;

const second = 1_000;

export const createAgenda = (clock: Clock): Agenda => {
  const due = new Map<number, Set<() => void>>();
  let isTicking = false;
  let done = 0;

  const actAt = (tick: number): void => {
    const actions = due.get(tick);
    due.delete(tick);
    for (const action of actions ?? []) action();
  };

  const tick = (): void => {
    isTicking = false;
    const current = Math.floor(clock.now() / second);
    while (done < current) {
      done += 1;
      actAt(done);
    }
    if (due.size > 0) waitForNext();
  };
  const waitForNext = (): void => {
    if (isTicking) return;
    isTicking = true;
    clock.after((done + 1) * second - clock.now(), tick);
  };

  return (delay, action) => {
    if (due.size === 0 && !isTicking) done = Math.floor(clock.now() / second);
    const at = Math.max(done + 1, Math.ceil((clock.now() + delay) / second));
    // A wrapper, so that the same function may be due twice at one time.
    const own = (): void => action();
    due.set(at, (due.get(at) ?? new Set()).add(own));
    waitForNext();
    return () => {
      const actions = due.get(at);
      actions?.delete(own);
      if (actions?.size === 0) due.delete(at);
    };
  };
};
