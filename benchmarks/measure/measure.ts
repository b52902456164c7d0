// What does a request cost? CPU time of the server over requests served, read before and after one run of the load.

import { execFileSync } from 'node:child_process';
import { peakMemoryOf, ticksOf } from './cpu.ts';
import { loadCore, type Serving } from './serving.ts';
import { type Load, runWrk, type Seen } from './wrk.ts';

export type Measured = Seen & {
  /** Microseconds of CPU per request. */
  readonly cpu: number;
  /** Bytes: the most that it has held. */
  readonly memory: number;
};

export type Windows = {
  /** Whole seconds. */
  readonly warmUp: number;
  readonly window: number;
};

const ticksPerSecond = Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const microsecondsPerTick = 1_000_000 / ticksPerSecond;

export type Visitors = Omit<Load, 'seconds' | 'url'> & {
  readonly path: string;
  /** How many different visitors there are. */
  readonly comers: number;
};

/** How often each visitor has come before anything is measured, at least. */
const visitsBefore = 2;

/** A slow server is given longer, so that no visitor is new to it. */
const warmUp = async (load: Load, comers: number): Promise<void> => {
  const { requests } = await runWrk(loadCore, load);
  if (requests < visitsBefore * comers) await warmUp({ ...load, seconds: 2 * load.seconds }, comers);
};

/** Loads it twice: once to warm it up, once to measure. `warm` may differ from what is measured. */
export const measure = async (
  { pid, url }: Serving,
  windows: Windows,
  visitors: Visitors,
  warm: Visitors = visitors,
): Promise<Measured> => {
  await warmUp({ ...warm, url: url + warm.path, seconds: windows.warmUp }, warm.comers);
  const before = ticksOf(pid);
  const seen = await runWrk(loadCore, { ...visitors, url: url + visitors.path, seconds: windows.window });
  const ticks = ticksOf(pid) - before;
  return { ...seen, cpu: (ticks * microsecondsPerTick) / seen.requests, memory: peakMemoryOf(pid) };
};
