// What does a request cost? CPU time of the server over requests served, read before and after one slice of the load.

import { systemClock } from '../../server/clock.ts';
import { cpuTimeOf, peakMemoryOf } from './cpu.ts';
import { loadCore, type Serving } from './serving.ts';
import { type Load, runWrk, type Seen } from './wrk.ts';

export type Measured = Seen & {
  /** Microseconds of CPU per request. */
  readonly cpu: number;
  /** Bytes: the most that it has held. */
  readonly memory: number;
};

export type Visitors = Omit<Load, 'seconds' | 'url'> & {
  readonly path: string;
  /** How many different visitors there are. */
  readonly comers: number;
};

/** How often each visitor has come before anything is measured, at least. */
const visitsBefore = 2;

/** A slow server is given longer, so that no visitor is new to it. */
export const warmUp = async ({ url }: Serving, visitors: Visitors, seconds: number): Promise<void> => {
  let visits = 0;
  while (visits < visitsBefore * visitors.comers) {
    visits += (await runWrk(loadCore, { ...visitors, url: url + visitors.path, seconds })).requests;
  }
};

/** Milliseconds between two looks, and microseconds in them that are as good as nothing. */
const lookAgainAfter = 10;
const idle = 500;

/** What a server has been asked last it may answer when nobody listens any more; the next one shall not share a core with that. */
const untilIdle = async (pid: number): Promise<void> => {
  let before = cpuTimeOf(pid);
  let spent = Number.POSITIVE_INFINITY;
  while (spent > idle) {
    await new Promise<void>((resolve) => systemClock.after(lookAgainAfter, resolve));
    const now = cpuTimeOf(pid);
    [spent, before] = [now - before, now];
  }
};

/** One slice of so many seconds. */
export const measure = async (
  { pid, url }: Serving,
  visitors: Visitors,
  seconds: number,
): Promise<Measured> => {
  const before = cpuTimeOf(pid);
  const seen = await runWrk(loadCore, { ...visitors, url: url + visitors.path, seconds });
  const cpu = (cpuTimeOf(pid) - before) / seen.requests;
  await untilIdle(pid);
  return { ...seen, cpu, memory: peakMemoryOf(pid) };
};
