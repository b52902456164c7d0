// Who must not outlive this command? Every process that it starts, also one that is stopped in the middle of a fault.

import type { ChildProcess } from 'node:child_process';

export type Children = {
  /** From now on it ends with this process. */
  add(child: ChildProcess): void;
};

/** Ends what is left when this process does, and makes Ctrl-C an end like any other. */
export const watchChildren = (): Children => {
  const running = new Set<ChildProcess>();
  process.once('exit', () => {
    for (const child of running) child.kill('SIGKILL');
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
  return {
    add(child) {
      running.add(child);
      child.once('close', () => running.delete(child));
    },
  };
};
