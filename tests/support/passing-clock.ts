// Does time go by by itself? The machine's clock for a test of a whole server at work, with the date of all other tests.

import { systemClock } from '../../server/clock.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

/** Begins at the same moments as a manual clock, and cannot be advanced. */
export const createPassingClock = (): ManualClock => {
  const begun = createManualClock();
  const at = systemClock.now();
  const gone = (): number => systemClock.now() - at;

  return {
    now: () => begun.now() + gone(),
    wall: () => begun.wall() + gone(),
    after: systemClock.after,
    get waiting(): never {
      throw new Error('the machine does not tell');
    },
    advance: () => {
      throw new Error('this clock goes by itself');
    },
  };
};
