// What did the load see? One run of wrk on a core of its own, and what it says at the end.

import { spawnSync } from 'node:child_process';
import { run, runFor } from './run.ts';

export type Load = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly connections: number;
  /** Whole ones where there is a script, which may take its time before it asks. */
  readonly seconds: number;
  /** A Lua script and its arguments. */
  readonly script?: { readonly file: string; readonly args: readonly string[] };
};

export type Seen = {
  readonly requests: number;
  readonly perSecond: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
};

const milliseconds: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000, m: 60_000 };

const field = (text: string, pattern: RegExp): RegExpExecArray => {
  const match = pattern.exec(text);
  if (match === null) throw new Error(`wrk did not say ${pattern}:\n${text}`);
  return match;
};

const percentile = (text: string, percent: number): number => {
  const [, amount, unit = ''] = field(text, new RegExp(`^\\s+${percent}%\\s+([\\d.]+)(us|ms|s|m)\\s*$`, 'm'));
  return Number(amount) * (milliseconds[unit] ?? Number.NaN);
};

/** @throws Error when a request failed or a connection broke: such a run measures something else */
export const parseWrk = (text: string): Seen => {
  const trouble = /^\s+(?:Socket errors|Non-2xx or 3xx responses): .*$/m.exec(text);
  if (trouble !== null) throw new Error(trouble[0].trim());
  const requests = Number(field(text, /^\s+(\d+) requests in /m)[1]);
  if (requests === 0) throw new Error('nothing was answered');
  return {
    requests,
    perSecond: Number(field(text, /^Requests\/sec:\s+([\d.]+)$/m)[1]),
    p50: percentile(text, 50),
    p99: percentile(text, 99),
  };
};

const argumentsFor = ({ url, headers, connections, seconds, script }: Load): readonly string[] => [
  '--threads=1',
  `--connections=${connections}`,
  `--duration=${Math.ceil(seconds)}s`,
  '--timeout=10s',
  '--latency',
  ...Object.entries(headers).flatMap(([name, value]) => ['--header', `${name}: ${value}`]),
  ...(script === undefined ? [] : ['--script', script.file]),
  url,
  ...(script === undefined ? [] : ['--', ...script.args]),
];

export const isWrkInstalled = (): boolean => spawnSync('wrk', ['-v']).error === undefined;

/** wrk itself knows whole seconds only; interrupted, it tells what it has seen. @throws Error as `parseWrk` does */
export const runWrk = async (core: number, load: Load): Promise<Seen> => {
  const program = { cores: String(core), command: 'wrk', args: argumentsFor(load) };
  return parseWrk(await (Number.isInteger(load.seconds) ? run(program) : runFor(load.seconds, program)));
};
