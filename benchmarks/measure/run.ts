// How is a program run to its end? On the cores it is given; what it printed comes back.

import { systemClock } from '../../server/clock.ts';
import { interrupt, start } from './children.ts';

type Run = { readonly cores: string; readonly command: string; readonly args: readonly string[] };

/** @throws Error with what it complained about, when it fails */
export const run = (program: Run): Promise<string> => start({ ...program, output: 'read' }).ended;

/** The same for a program that ends in good order when it is interrupted, as by Ctrl-C; `seconds` after its start. */
export const runFor = async (seconds: number, program: Run): Promise<string> => {
  const started = start({ ...program, output: 'read' });
  const cancel = systemClock.after(1_000 * seconds, () => interrupt(started));
  try {
    return await started.ended;
  } finally {
    cancel();
  }
};
