// How do runs go side by side? A thread that simulates whatever it is sent, one run after the other, and sends back what came of it.

import { parentPort } from 'node:worker_threads';
import type { Settings } from './settings.ts';
import { type Outcome, type Run, simulate } from './simulate.ts';

export type Order = { readonly settings: Settings; readonly run: Run };
export type Delivery = Outcome | { readonly failure: unknown };

parentPort?.on('message', ({ settings, run }: Order) => {
  void simulate(settings, run)
    .catch((failure: unknown) => ({ failure }))
    .then((delivery: Delivery) => parentPort?.postMessage(delivery));
});
