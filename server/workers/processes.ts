// How are there several processes at one port? The one place that names node:cluster.

import cluster, { type Worker } from 'node:cluster';
import type { Ending, Fork, ToPrimary, ToWorker } from './messages.ts';

/** What a primary of ours tells its workers by: other programs have clusters, too, and may run this one in theirs. */
const mark = 'DRIFT_ATTRIBUTE_PROXY_WORKER';

/** Whether this process can be a primary: inside of somebody else's cluster it cannot. */
export const canFork = cluster.isPrimary;

const unborn: Ending = { code: null, signal: null };

const tryToFork = (number: number): Worker | undefined => {
  try {
    return cluster.fork({ [mark]: String(number) });
  } catch {
    return undefined;
  }
};

/** Runs the command of this process once more; when the system has no room for it, it ends at once. */
export const fork: Fork = (number, hear) => {
  const worker = tryToFork(number);
  if (worker === undefined) {
    queueMicrotask(() => hear.ended(unborn));
    return { send() {}, kill() {} };
  }
  const { process: child } = worker;
  worker.on('message', hear.message);
  worker.once('exit', (code: number | null, signal: string | null) => hear.ended({ code, signal }));
  worker.on('error', () => {
    // A message that comes too late for it is no misfortune; one that was never born has no `exit`.
    if (child.pid === undefined) hear.ended(unborn);
  });
  return {
    send(message) {
      if (worker.isConnected()) worker.send(message);
    },
    kill: () => child.kill('SIGKILL'),
  };
};

/** A worker's way to its primary. */
export type Line = {
  readonly worker: number;
  /** Where there is no primary any more: nothing happens. */
  send(message: ToPrimary): void;
  hear(message: (message: ToWorker) => void): void;
  /** Once; and from now on this process does not end at that moment by itself. */
  onGone(act: () => void): void;
};

/** Undefined: this process is no worker of ours. */
export const lineToPrimary = (env: NodeJS.ProcessEnv): Line | undefined => {
  const { worker } = cluster;
  if (worker === undefined || env[mark] === undefined) return undefined;
  return {
    worker: Number(env[mark]),
    send(message) {
      if (worker.isConnected()) worker.send(message);
    },
    hear: (hear) => worker.on('message', hear),
    onGone: (act) =>
      worker.once('disconnect', () => {
        // Node would end this process right after this; asked-for disconnections it leaves alone.
        worker.exitedAfterDisconnect = true;
        act();
      }),
  };
};
