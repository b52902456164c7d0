// Has this just been said? Lets one message of a kind through per interval, so that a flood of errors is not one of lines.

import type { Clock } from '../clock.ts';

/** Does `action` unless one of this kind was done less than `interval` milliseconds ago. */
export type Seldom = (kind: string, action: () => void) => void;

export const createSeldom = (clock: Clock, interval: number): Seldom => {
  const last = new Map<string, number>();
  return (kind, action) => {
    const before = last.get(kind);
    if (before !== undefined && clock.now() - before < interval) return;
    last.set(kind, clock.now());
    action();
  };
};
