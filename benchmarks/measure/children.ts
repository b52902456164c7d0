// Who has been started and must not be left behind? Every process of the benchmark, ended by its id.

import { type ChildProcess, spawn } from 'node:child_process';
import { systemClock } from '../../server/clock.ts';
import { familyOf } from './cpu.ts';

export type Started = {
  readonly pid: number;
  /** What it has written to its standard error. */
  complaints(): string;
  /** Resolves when it has ended, with its standard output; rejects when it failed. */
  readonly ended: Promise<string>;
};

type How = {
  /** Cores that it may run on, as taskset writes them. */
  readonly cores: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly cwd?: string | undefined;
  readonly output: 'read' | 'ignored';
};

const running = new Map<number, ChildProcess>();
/** Milliseconds that a program has for its own end. */
const patience = 3_000;
/** Of what a program complains about. */
const mostComplaints = 4_000;

export const start = ({ cores, command, args, env, cwd, output }: How): Started => {
  const child = spawn('taskset', ['-c', cores, command, ...args], {
    stdio: ['ignore', output === 'read' ? 'pipe' : 'ignore', 'pipe'],
    ...(env === undefined ? {} : { env: { PATH: process.env['PATH'], ...env } }),
    ...(cwd === undefined ? {} : { cwd }),
  });
  const { pid = 0 } = child;
  if (pid !== 0) running.set(pid, child);
  let [said, complained] = ['', ''];
  child.stdout?.setEncoding('utf8').on('data', (text) => {
    said += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text) => {
    complained = (complained + text).slice(-mostComplaints);
  });
  const ended = new Promise<string>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => {
      running.delete(pid);
      if (code === 0) resolve(said);
      else reject(new Error(`${command} ended with ${signal ?? code}: ${complained || said}`));
    });
  });
  ended.catch(() => {}); // whoever waits for it is told; nobody else has to be
  return { pid, complaints: () => complained, ended };
};

const signal = (pid: number, name: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): void => {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself.
  }
};

export const interrupt = ({ pid }: Pick<Started, 'pid'>): void => signal(pid, 'SIGINT');

/** First it is asked, then it and whatever it has started is made to. */
export const stop = async ({ pid, ended }: Pick<Started, 'pid' | 'ended'>): Promise<void> => {
  const family = familyOf(pid);
  signal(pid, 'SIGTERM');
  const cancel = systemClock.after(patience, () => {
    for (const member of family) signal(member.pid, 'SIGKILL');
  });
  await ended.catch(() => {});
  cancel();
};

/** For the very end, and for Ctrl-C: at once, and without waiting. */
export const killAll = (): void => {
  for (const pid of running.keys()) for (const member of familyOf(pid)) signal(member.pid, 'SIGKILL');
};
