// Was it the machine? How long this whole process stood still, which is nobody's fault who is measured in it.

import type { Cancel, Clock } from '../../server/clock.ts';

/** Milliseconds between two looks; a look that is no later than `usual` tells nothing. */
const interval = 10;
const usual = 2;

export type Standstill = {
  /** How long nothing could happen between two moments of the clock, in milliseconds. */
  between(begin: number, end: number): number;
  stop: Cancel;
};

/** Looks how late its own timer is, from now on. */
export const watchStandstill = (clock: Clock): Standstill => {
  const delays: { readonly until: number; readonly delay: number }[] = [];
  let cancel: Cancel = () => {};
  const look = (): void => {
    const due = clock.now() + interval;
    cancel = clock.after(interval, () => {
      const until = clock.now();
      if (until - due > usual) delays.push({ until, delay: until - due });
      look();
    });
  };
  look();

  return {
    between: (begin, end) =>
      delays
        .map(({ until, delay }) => Math.max(0, Math.min(until, end) - Math.max(until - delay, begin)))
        .reduce((sum, overlap) => sum + overlap, 0),
    stop: () => cancel(),
  };
};
