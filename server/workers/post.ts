// Is there a worker at this post? Whenever one has ended unasked, another takes its place after a while.

import type { Clock } from '../clock.ts';
import type { Log } from '../observe/log.ts';
import { createBackoff } from './backoff.ts';
import type { Ending, Fork, Ports, ToPrimary, WorkerProcess } from './messages.ts';

export type Post = {
  /** Starts the first worker; resolves with where it listens, or with its end when that comes first. */
  fill(): Promise<Ports | Ending>;
  /** The worker, while there is one that listens. */
  readonly serving: WorkerProcess | undefined;
  /** Asks the worker to stop; resolves when there is none. */
  clear(): Promise<void>;
  /** Whether there was anybody to kill. */
  kill(): boolean;
};

type Parts = {
  readonly number: number;
  readonly fork: Fork;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Pick<Log, 'error' | 'info'>;
  /** Whether somebody is to take the place of a worker that ends now. */
  readonly isWanted: () => boolean;
  readonly told: {
    listens(number: number): void;
    message(from: WorkerProcess, message: Exclude<ToPrimary, { kind: 'listening' }>): void;
    ended(worker: WorkerProcess): void;
  };
};

export const createPost = ({ number, fork, clock, random, log, isWanted, told }: Parts): Post => {
  const backoff = createBackoff(random);
  let worker: WorkerProcess | undefined;
  let serving: WorkerProcess | undefined;
  let cancelReplacement = (): void => {};
  let left = (): void => {};

  const replace = (lived: number, { code, signal }: Ending): void => {
    const wait = Math.round(backoff(lived));
    const fields = { worker: number, exitCode: code ?? undefined, signal: signal ?? undefined, wait };
    log[code === 0 ? 'info' : 'error'](fields, 'A worker has ended; another takes its place.');
    cancelReplacement = clock.after(wait, () => start(() => {}));
  };

  const start = (settle: (outcome: Ports | Ending) => void): void => {
    const begun = clock.now();
    const started = fork(number, {
      message(message) {
        if (message.kind !== 'listening') return told.message(started, message);
        serving = started;
        settle(message.ports);
        told.listens(number);
      },
      ended(ending) {
        worker = undefined;
        serving = undefined;
        settle(ending);
        told.ended(started);
        if (isWanted()) replace(clock.now() - begun, ending);
        left();
      },
    });
    worker = started;
  };

  return {
    fill: () => new Promise(start),
    get serving() {
      return serving;
    },
    clear() {
      cancelReplacement();
      if (worker === undefined) return Promise.resolve();
      worker.send({ kind: 'stop' });
      return new Promise((resolve) => {
        left = resolve;
      });
    },
    kill() {
      if (worker === undefined) return false;
      worker.kill();
      return true;
    },
  };
};
