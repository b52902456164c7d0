// Has it happened yet? Waits for a condition that a real event brings about, without guessing how long that takes.

import { setImmediate } from 'node:timers/promises';

const patience = 10_000;

/** Resolves once `holds` gives true; rejects after ten seconds, naming what was waited for. */
export const until = async (what: string, holds: () => boolean | Promise<boolean>): Promise<void> => {
  const begun = performance.now();
  while (!(await holds())) {
    if (performance.now() - begun > patience) throw new Error(`this did not happen: ${what}`);
    await setImmediate();
  }
};
