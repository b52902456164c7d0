// When is the next try? After a while, and not while it would be of no use.

import type { AskingWorld, PageEvent, PageWorld } from '../world.ts';

/** Resolves once `holds` and so many milliseconds have passed, at once when `event` finds that it holds, and when `signal` is aborted. */
export const rest = (
  milliseconds: number,
  event: PageEvent,
  holds: () => boolean,
  world: AskingWorld & PageWorld,
  signal: AbortSignal,
): Promise<void> =>
  new Promise((resolve) => {
    const done = () => {
      stop();
      end();
      signal.removeEventListener('abort', done);
      resolve();
    };
    const look = () => {
      if (holds()) done();
    };
    const stop = world.after(milliseconds, look);
    const end = world.hear(event, look);
    signal.addEventListener('abort', done);
  });
