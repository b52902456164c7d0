// Workers that are no processes: a test says what each of them does, and sees what it was told.

import type { Fork, ToWorker, WorkerProcess } from '../../server/workers/messages.ts';

type Heard = Parameters<Fork>[1];

export type WorkerInHand = Heard & {
  readonly number: number;
  readonly process: WorkerProcess;
  readonly told: readonly ToWorker[];
  readonly isKilled: () => boolean;
  listen(): void;
};

export const ports = { publicPort: 8080, adminPort: 9464 };

export const createWorkersInHand = () => {
  const forked: WorkerInHand[] = [];
  const fork: Fork = (number, hear) => {
    const told: ToWorker[] = [];
    let killed = false;
    const process: WorkerProcess = {
      send: (message) => {
        told.push(message);
      },
      kill: () => {
        killed = true;
        hear.ended({ code: null, signal: 'SIGKILL' });
      },
    };
    forked.push({
      ...hear,
      number,
      process,
      told,
      isKilled: () => killed,
      listen: () => hear.message({ kind: 'listening', ports }),
    });
    return process;
  };
  /** The one that was forked last, or the one with that place in the order. */
  const at = (index: number): WorkerInHand => {
    const worker = forked.at(index);
    if (worker === undefined) throw new Error(`no worker was forked at ${index}`);
    return worker;
  };
  return { fork, forked, at };
};
