// What have all workers counted together? Each is asked, none is waited for long, and what was counted once stays counted.

import type { Clock } from '../clock.ts';
import type { Counts } from '../observe/metrics.ts';
import type { WorkerProcess } from './messages.ts';

export type Sum = {
  /** Asks all that serve, and adds up. The text that Prometheus reads. */
  read(): Promise<string>;
  /** A worker's answer. */
  told(by: WorkerProcess, question: number, counts: Counts): void;
  ended(worker: WorkerProcess): void;
};

/** How counts are put together; the library's part. */
export type Arithmetic = {
  /** One text of all. */
  print(parts: readonly Counts[]): Promise<string>;
  /** One of all. */
  merge(parts: readonly Counts[]): Promise<Counts>;
  /** Only what never falls: counters and histograms. */
  lasting(counts: Counts): Counts;
};

type Parts = {
  readonly serving: () => readonly WorkerProcess[];
  readonly clock: Clock;
  readonly arithmetic: Arithmetic;
  /** What the primary has counted itself. */
  readonly own: () => Promise<Counts>;
  /** A worker did not answer in time. */
  readonly silent: (count: number) => void;
};

type Question = { readonly unanswered: Set<WorkerProcess>; readonly done: () => void };

/** Milliseconds. */
const patience = 1_000;

export const createSum = ({ serving, clock, arithmetic, own, silent }: Parts): Sum => {
  const { print, merge, lasting } = arithmetic;
  const questions = new Map<number, Question>();
  /** Of each worker what it told last: while it is silent its counters stand, for a sum that falls looks like a restart. */
  const latest = new Map<WorkerProcess, Counts>();
  /** The last word of one may come after its end. */
  const ended = new WeakSet<WorkerProcess>();
  let ofTheEnded: Promise<Counts> = Promise.resolve([]);
  let asked = 0;

  /** Resolves with those that did not answer in time. */
  const ask = (workers: readonly WorkerProcess[]): Promise<ReadonlySet<WorkerProcess>> =>
    new Promise((resolve) => {
      const question = ++asked;
      const unanswered = new Set(workers);
      const done = (): void => {
        cancel();
        questions.delete(question);
        resolve(unanswered);
      };
      const cancel = clock.after(patience, done);
      questions.set(question, { unanswered, done });
      for (const worker of workers) worker.send({ kind: 'tell-counts', question });
      if (unanswered.size === 0) done();
    });

  const settle = (worker: WorkerProcess): void => {
    for (const { unanswered, done } of [...questions.values()]) {
      if (unanswered.delete(worker) && unanswered.size === 0) done();
    }
  };

  return {
    async read() {
      const workers = serving();
      const missed = await ask(workers);
      if (missed.size > 0) silent(missed.size);
      const parts = workers.map((worker) => {
        const counts = latest.get(worker) ?? [];
        return missed.has(worker) ? lasting(counts) : counts;
      });
      return print([...parts, await ofTheEnded, await own()]);
    },
    told(by, question, counts) {
      if (!ended.has(by)) latest.set(by, counts);
      const asking = questions.get(question);
      if (asking?.unanswered.delete(by) && asking.unanswered.size === 0) asking.done();
    },
    ended(worker) {
      ended.add(worker);
      const last = latest.get(worker);
      latest.delete(worker);
      if (last !== undefined) {
        const before = ofTheEnded;
        ofTheEnded = before.then((counts) => merge([counts, lasting(last)]));
      }
      settle(worker);
    },
  };
};
