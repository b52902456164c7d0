// What does the primary do? It keeps the workers and adds up what they have counted; it serves nobody itself.

import type { Clock } from '../clock.ts';
import type { Log } from '../observe/log.ts';
import type { WorkerMetrics } from '../observe/worker-metrics.ts';
import { createHerd, type Herd } from './herd.ts';
import type { Fork } from './messages.ts';
import { type Arithmetic, createSum } from './sum.ts';

type Parts = {
  readonly count: number;
  readonly fork: Fork;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Pick<Log, 'error' | 'info'>;
  /** Milliseconds from the request to stop until those that are left are killed. */
  readonly patience: number;
  readonly arithmetic: Arithmetic;
  readonly metrics: (listening: () => number) => WorkerMetrics;
};

export const createPrimary = ({ arithmetic, metrics: createMetrics, ...parts }: Parts): Herd => {
  const { clock, log } = parts;
  const herd: Herd = createHerd({
    ...parts,
    told: {
      message(from, message) {
        if (message.kind === 'counts') return sum.told(from, message.question, message.counts);
        const { question } = message;
        sum.read().then(
          (text) => from.send({ kind: 'sum', question, text }),
          (error: unknown) => log.error({ error }, 'The metrics of the workers cannot be added up.'),
        );
      },
      ended(worker, unasked) {
        if (unasked) metrics.ended();
        sum.ended(worker);
      },
    },
  });
  const metrics = createMetrics(() => herd.serving().length);
  const sum = createSum({
    serving: herd.serving,
    clock,
    arithmetic,
    own: metrics.counts,
    silent: metrics.silent,
  });
  return herd;
};
