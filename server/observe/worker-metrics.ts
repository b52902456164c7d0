// What is counted about the workers themselves? The primary's own numbers beside the sum of theirs.

import { Counter, Gauge, Registry } from 'prom-client';
import type { Counts } from './metrics.ts';

export type WorkerMetrics = {
  /** A worker has ended unasked. */
  ended(): void;
  /** So many did not tell in time what they have counted. */
  silent(count: number): void;
  counts(): Promise<Counts>;
};

export const createWorkerMetrics = (listening: () => number): WorkerMetrics => {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({
    name: 'drift_proxy_workers',
    help: 'Workers that listen.',
    registers,
    collect() {
      this.set(listening());
    },
  });
  const ended = new Counter({
    name: 'drift_proxy_workers_ended_total',
    help: 'Workers that ended unasked.',
    registers,
  });
  const silent = new Counter({
    name: 'drift_proxy_workers_silent_total',
    help: 'Times that a worker did not tell its numbers in time.',
    registers,
  });

  return {
    ended: () => ended.inc(),
    silent: (count) => silent.inc(count),
    counts: () => registry.getMetricsAsJSON(),
  };
};
