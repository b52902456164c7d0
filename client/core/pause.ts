// How long is a while? Never the same, or all pages would come back at once.

import type { AskingWorld } from '../world.ts';

/** At least so many milliseconds, up to a quarter more. */
export const spread = (milliseconds: number, world: AskingWorld): number =>
  milliseconds * (1 + world.random() / 4);

/** Resolves after at least so many milliseconds; never, and without a timer left behind, once `signal` is aborted. */
export const pause = (milliseconds: number, world: AskingWorld, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (!signal.aborted) signal.addEventListener('abort', world.after(spread(milliseconds, world), resolve));
  });
