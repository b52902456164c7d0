// Who simulates? As many threads as there are cores; each run has one to itself, and is the same on any.

import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Settings } from './settings.ts';
import type { Outcome, Run } from './simulate.ts';
import type { Delivery } from './simulating.ts';

export type Threads = {
  simulate(settings: Settings, run: Run): Promise<Outcome>;
  close(): Promise<void>;
};

/** Most of what a run makes is soon gone: with so much room, in MiB, it is thrown away where that is cheap. */
const young = 64;

/** Threads exist for what is built; the tests simulate in their own. */
export const startThreads = (count: number): Threads => {
  const all = Array.from(
    { length: count },
    () =>
      new Worker(new URL('./simulating.js', import.meta.url), {
        resourceLimits: { maxYoungGenerationSizeMb: young },
      }),
  );
  const idle = [...all];
  const waiting: ((worker: Worker) => void)[] = [];

  const take = (): Promise<Worker> =>
    new Promise((resolve) => {
      const worker = idle.pop();
      if (worker === undefined) waiting.push(resolve);
      else resolve(worker);
    });
  const giveBack = (worker: Worker): void => {
    const next = waiting.shift();
    if (next === undefined) idle.push(worker);
    else next(worker);
  };

  return {
    async simulate(settings, run) {
      const worker = await take();
      const delivered = once(worker, 'message');
      worker.postMessage({ settings, run });
      const [delivery] = (await delivered) as [Delivery];
      giveBack(worker);
      if ('failure' in delivery) throw delivery.failure;
      return delivery;
    },
    close: async () => {
      await Promise.all(all.map((worker) => worker.terminate()));
    },
  };
};
