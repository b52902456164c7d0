// What does Drift say in the simulation, and when? What it holds, after a time over the network that strays like real ones.

import type { Clock } from '../../server/clock.ts';
import type { Call, DriftResponse } from '../../server/drift/transport.ts';
import { logNormal, type Uniform } from './chance.ts';
import { type Population, visitorOf } from './population.ts';
import { minute } from './traffic.ts';

/** The time of one call. */
export type Latency = {
  /** Milliseconds. */
  readonly median: number;
  /** Of its logarithm: with 0.5 one call in a hundred takes three times the median. */
  readonly spread: number;
};

export type VirtualDrift = {
  readonly call: Call;
  readonly calls: number;
  /** Names that were asked for. */
  readonly asked: number;
  /** The most calls that came within any minute. */
  readonly mostInAMinute: number;
};

type Parts = {
  readonly population: Population;
  readonly latency: Latency;
  readonly clock: Clock;
  readonly uniform: Uniform;
};

const inBytes = (body: unknown): Uint8Array => Buffer.from(JSON.stringify(body));
const response = (status: number, body: unknown): DriftResponse => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: inBytes(body),
});

/** `/contacts/<id>`, `/contacts?idType=external&id=…&id=…` or `/contacts?email=…`. */
const namesIn = (path: string): { readonly names: readonly string[]; readonly alone: boolean } => {
  const { pathname, searchParams } = new URL(path, 'http://drift');
  const [, , id] = pathname.split('/');
  if (id !== undefined) return { names: [id], alone: true };
  return { names: [...searchParams.getAll('id'), ...searchParams.getAll('email')], alone: false };
};

export const createVirtualDrift = ({ population, latency, clock, uniform }: Parts): VirtualDrift => {
  const recent: number[] = [];
  let [calls, asked, mostInAMinute] = [0, 0, 0];

  const count = (names: number): void => {
    calls += 1;
    asked += names;
    recent.push(clock.now());
    while ((recent[0] ?? 0) <= clock.now() - minute) recent.shift();
    mostInAMinute = Math.max(mostInAMinute, recent.length);
  };

  const answerTo = (path: string): DriftResponse => {
    const { names, alone } = namesIn(path);
    count(names.length);
    const known = names.map(visitorOf).filter(population.isKnown).map(population.describe);
    if (!alone) return response(200, { data: known });
    if (known.length === 1) return response(200, { data: known[0] });
    return response(404, { error: { type: 'not_found_error', message: 'Contact not found' } });
  };

  return {
    call: ({ path }) =>
      new Promise((resolve) => {
        const there = logNormal(latency.median, latency.spread, uniform) / 2;
        clock.after(there, () => {
          const answer = answerTo(path);
          clock.after(there, () => resolve(answer));
        });
      }),
    get calls() {
      return calls;
    },
    get asked() {
      return asked;
    },
    get mostInAMinute() {
      return mostInAMinute;
    },
  };
};
