// What has been asked of this Drift? A log of every request that arrived, for tests to count.

import type { IncomingHttpHeaders } from 'node:http';

/** One request, noted when its headers arrived, whatever was answered. */
export type Call = {
  readonly method: string;
  /** The path as sent, without the query. */
  readonly path: string;
  /** The query as sent, with its question mark; empty without one. */
  readonly query: string;
  readonly headers: IncomingHttpHeaders;
  /** Milliseconds on the sandbox's monotonic clock. */
  readonly at: number;
};

export type CallLog = {
  readonly entries: readonly Call[];
  /** How many requests arrived since the last reset, or how many of them are such. */
  count(isSuch?: (call: Call) => boolean): number;
  reset(): void;
  /** Resolves once at least `count` requests have arrived since the last reset. */
  arrived(count: number): Promise<void>;
};

type Waiter = { readonly count: number; readonly resolve: () => void };

/** A sandbox that runs for days keeps only its latest calls; far more than a test makes. */
const mostKept = 100_000;

export const createCallLog = (): CallLog & { note(call: Call): void } => {
  let entries: Call[] = [];
  let total = 0;
  let waiters: Waiter[] = [];

  const wake = (): void => {
    const ready = waiters.filter(({ count }) => count <= total);
    waiters = waiters.filter(({ count }) => count > total);
    for (const { resolve } of ready) resolve();
  };

  return {
    get entries() {
      return entries;
    },
    count: (isSuch) => (isSuch ? entries.filter(isSuch).length : total),
    reset: () => {
      entries = [];
      total = 0;
    },
    arrived: (count) =>
      new Promise((resolve) => {
        waiters.push({ count, resolve });
        wake();
      }),
    note: (call) => {
      if (entries.length >= 2 * mostKept) entries = entries.slice(-mostKept);
      entries.push(call);
      total += 1;
      if (waiters.length > 0) wake();
    },
  };
};
