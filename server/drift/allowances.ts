// How many calls has Drift said are left? The strictest word counts until its time is over, and none is ever raised.

import type { Clock } from '../clock.ts';

const second = 1_000;
const minute = 60_000;
/** What is left of so short a window is renewed before it matters; carried on, it would count in the next one as well. */
const shortWindow = second;

export type Allowances = {
  /** So many calls are left until `resetIn` milliseconds from now: a minute at most, whatever unit Drift meant. */
  tell(left: number, resetIn: number): void;
  /** A call starts. */
  spend(): void;
  /** One that started was not made after all. */
  takeBack(): void;
  /** Calls that are left at a moment from now on, if none starts before; without end where nothing was said. */
  leftAt(moment: number): number;
  /** When all that was said is over; long ago when nothing holds. */
  readonly heldUntil: number;
};

export const createAllowances = (clock: Clock): Allowances => {
  /** By the full second at which each is over: answers that come late or out of order cannot make it many. */
  const leftUntil = new Map<number, number>();

  const forgetOld = (): void => {
    for (const until of leftUntil.keys()) if (until <= clock.now()) leftUntil.delete(until);
  };

  const addToAll = (calls: number): void => {
    forgetOld();
    for (const [until, left] of leftUntil) leftUntil.set(until, left + calls);
  };

  return {
    tell(left, resetIn) {
      forgetOld();
      if (resetIn <= 0 || (resetIn <= shortWindow && left > 0)) return;
      const until = Math.ceil((clock.now() + Math.min(resetIn, minute)) / second) * second;
      leftUntil.set(until, Math.min(left, leftUntil.get(until) ?? left));
    },
    spend: () => addToAll(-1),
    takeBack: () => addToAll(1),
    leftAt(moment) {
      let least = Number.POSITIVE_INFINITY;
      for (const [until, left] of leftUntil) if (moment < until) least = Math.min(least, left);
      return least;
    },
    get heldUntil() {
      return Math.max(Number.NEGATIVE_INFINITY, ...leftUntil.keys());
    },
  };
};
