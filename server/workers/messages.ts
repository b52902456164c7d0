// What do the processes that share a port say to each other? Everything that crosses between the primary and a worker.

import type { Counts } from '../observe/metrics.ts';

/** Where a worker listens, and with it all of them. */
export type Ports = { readonly publicPort: number; readonly adminPort?: number | undefined };

/** `question` is the number of the asker's question, which comes back with the answer. */
export type ToWorker =
  | { readonly kind: 'stop' }
  | { readonly kind: 'tell-counts'; readonly question: number }
  | { readonly kind: 'sum'; readonly question: number; readonly text: string };

export type ToPrimary =
  | { readonly kind: 'listening'; readonly ports: Ports }
  | { readonly kind: 'counts'; readonly question: number; readonly counts: Counts }
  | { readonly kind: 'ask-sum'; readonly question: number };

/** How a process ended: with a code, or by a signal that nobody handled. */
export type Ending = { readonly code: number | null; readonly signal: string | null };

/** A worker as its primary sees it. */
export type WorkerProcess = {
  /** To one that has just ended: nothing happens. */
  send(message: ToWorker): void;
  /** At once, without a chance to finish anything. */
  kill(): void;
};

type Hear = { message(message: ToPrimary): void; ended(ending: Ending): void };

/** Starts a worker; `number` tells it apart from the others, in the log and in its status. */
export type Fork = (number: number, hear: Hear) => WorkerProcess;
