// Who shares this process's ports? The other workers, of whom it knows only what the primary tells it.

import type { Clock } from '../clock.ts';
import { ProxyError } from '../errors.ts';
import type { Counts } from '../observe/metrics.ts';
import type { ToPrimary, ToWorker } from './messages.ts';

export type Siblings = {
  /** Which of them this one is, from 1 on. */
  readonly worker: number;
  /** The operating system's number of this process. */
  readonly pid: number;
  /** How many there are to be. */
  readonly count: number;
  /** From now on the primary is told, when it asks, what this process has counted; the result reads the sum of all. */
  share(counts: () => Promise<Counts>): () => Promise<string>;
  /** What the primary says about counts. */
  hear(message: Exclude<ToWorker, { kind: 'stop' }>): void;
};

type Parts = Pick<Siblings, 'worker' | 'pid' | 'count'> & {
  readonly send: (message: ToPrimary) => void;
  readonly clock: Clock;
};

/** Milliseconds: the primary itself gives each worker one second. */
const patience = 2_000;

export const createSiblings = ({ worker, pid, count, send, clock }: Parts): Siblings => {
  const waiting = new Map<number, (text: string) => void>();
  let asked = 0;
  let ownCounts: () => Promise<Counts> = async () => [];

  /** @throws ProxyError `overloaded` when the primary is silent */
  const readSum = (): Promise<string> =>
    new Promise((resolve, reject) => {
      const question = ++asked;
      const cancel = clock.after(patience, () => {
        waiting.delete(question);
        reject(new ProxyError('overloaded', { reason: 'primary_silent', retryAfter: 1 }));
      });
      waiting.set(question, (text) => {
        cancel();
        waiting.delete(question);
        resolve(text);
      });
      send({ kind: 'ask-sum', question });
    });

  return {
    worker,
    pid,
    count,
    share(counts) {
      ownCounts = counts;
      return readSum;
    },
    hear(message) {
      const { question } = message;
      if (message.kind === 'sum') return waiting.get(question)?.(message.text);
      void ownCounts().then((counts) => send({ kind: 'counts', question, counts }));
    },
  };
};
