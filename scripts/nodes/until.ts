// Has it happened yet? Looks again and again, for so long as it may take a program to come about.

import { systemClock } from '../../server/clock.ts';
import { pause } from '../faults/skipping-clock.ts';

/** Milliseconds. */
const patience = 10_000;
const lookEvery = 10;

/** Resolves once `holds` gives true. @throws Error after ten seconds, with what was waited for */
export const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  const begun = systemClock.now();
  while (!(await holds())) {
    if (systemClock.now() - begun > patience) throw new Error(`this did not happen: ${what}`);
    await pause(systemClock, lookEvery);
  }
};
