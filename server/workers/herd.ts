// How are several workers begun, kept and ended? One goes ahead, the others follow, and all are drained together.

import type { Clock } from '../clock.ts';
import type { Log } from '../observe/log.ts';
import type { Ending, Fork, Ports, ToPrimary, WorkerProcess } from './messages.ts';
import { createPost } from './post.ts';

export type Herd = {
  /**
   * Starts one worker. What keeps it from listening (a taken address, settings) would keep all of them: it has said so itself,
   * nobody takes its place, and its end is the result.
   */
  begin(): Promise<Ports | Ending>;
  /** Starts the others; resolves when each post has had a worker that listened, and never after a stop. */
  complete(): Promise<void>;
  /** Those that listen. */
  serving(): readonly WorkerProcess[];
  /** Drains all; resolves when none is left, with the number of those that had to be killed. */
  stop(): Promise<number>;
  /** Ends all at once. */
  kill(): void;
};

type Parts = {
  readonly count: number;
  readonly fork: Fork;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Pick<Log, 'error' | 'info'>;
  /** Milliseconds from the request to stop until those that are left are killed. */
  readonly patience: number;
  readonly told: {
    message(from: WorkerProcess, message: Exclude<ToPrimary, { kind: 'listening' }>): void;
    ended(worker: WorkerProcess, unasked: boolean): void;
  };
};

export const createHerd = ({ count, patience, told, ...forEach }: Parts): Herd => {
  const haveListened = new Set<number>();
  let phase: 'beginning' | 'kept' | 'stopping' = 'beginning';
  let completed = (): void => {};

  const isWanted = (): boolean => phase === 'kept';
  const posts = Array.from({ length: count }, (_, index) =>
    createPost({
      ...forEach,
      number: index + 1,
      isWanted,
      told: {
        message: told.message,
        ended: (worker) => told.ended(worker, isWanted()),
        listens(number) {
          haveListened.add(number);
          if (haveListened.size === count) completed();
        },
      },
    }),
  );
  const [lead, ...others] = posts;
  const kill = (): number => posts.filter((post) => post.kill()).length;

  return {
    async begin() {
      const outcome = (await lead?.fill()) ?? { code: 0, signal: null };
      if ('publicPort' in outcome && phase === 'beginning') phase = 'kept';
      return outcome;
    },
    complete() {
      const all = new Promise<void>((resolve) => {
        completed = resolve;
      });
      for (const post of others) void post.fill();
      return all;
    },
    serving: () => posts.map(({ serving }) => serving).filter((worker) => worker !== undefined),
    async stop() {
      phase = 'stopping';
      completed = () => {};
      let killed = 0;
      const cancel = forEach.clock.after(patience, () => {
        killed = kill();
      });
      await Promise.all(posts.map((post) => post.clear()));
      cancel();
      return killed;
    },
    kill,
  };
};
