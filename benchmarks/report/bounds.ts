// Is that fast enough? What is promised of this server's cost, held against what was measured.

import { pairwise } from '../measure/pairs.ts';
import { type Spread, spreadOf } from '../measure/statistics.ts';
import type { Results } from '../results.ts';
import { missesOf } from '../tables/hit-ratios.ts';

/** Undefined when nothing was measured. */
const spreadIfAny = (values: readonly number[]): Spread | undefined =>
  values.length === 0 ? undefined : spreadOf(values);

/** Ratios of two contenders, side by side in each pass. */
const of =
  (one: string, other: string) =>
  ({ sideBySide }: Results): Spread | undefined =>
    spreadIfAny(pairwise(sideBySide.get(one), sideBySide.get(other), (left, right) => left.cpu / right.cpu));

/** From the longer slices. */
const ofP99 = ({ connections }: Results): Spread | undefined => {
  const sideBySide = connections.get(64);
  return spreadIfAny(
    pairwise(sideBySide?.get('ours'), sideBySide?.get('bare'), (left, right) => left.p99 / right.p99),
  );
};

const overManyContacts = ({ cachedContacts }: Results): Spread | undefined =>
  spreadIfAny(
    pairwise(cachedContacts.get(1_000_000), cachedContacts.get(1_000), (many, few) => many.cpu / few.cpu),
  );

/** Bytes, where most contacts are cached. */
export const overheadPerContact = ({
  cachedContacts,
}: Pick<Results, 'cachedContacts'>): Spread | undefined => {
  const most = [...cachedContacts.values()].at(-1) ?? new Map();
  return spreadIfAny(
    [...most.values()].map(({ heapPerContact, ownPerContact }) => heapPerContact - ownPerContact),
  );
};

const ofMiss = ({ hitRatios }: Results): Spread | undefined => spreadIfAny(missesOf(hitRatios, 5));

type Bound = {
  readonly promise: string;
  readonly atMost: number;
  readonly unit: '×' | 'µs' | 'bytes';
  measured(results: Results): Spread | undefined;
};

export const bounds: readonly Bound[] = [
  {
    promise: 'CPU of a verified hit, to bare node:http',
    atMost: 1.4,
    unit: '×',
    measured: of('ours', 'bare'),
  },
  {
    promise: 'CPU of a verified hit, to nginx + njs',
    atMost: 0.75,
    unit: '×',
    measured: of('ours', 'nginx'),
  },
  { promise: 'CPU of a verified hit, to Fastify', atMost: 0.5, unit: '×', measured: of('ours', 'fastify') },
  {
    promise: 'CPU of a verified hit, to Express tuned by hand',
    atMost: 0.2,
    unit: '×',
    measured: of('ours', 'express-tuned'),
  },
  {
    promise: 'p99 at 64 connections, to bare node:http',
    atMost: 2,
    unit: '×',
    measured: ofP99,
  },
  { promise: 'CPU with RS256, to HS256', atMost: 1.1, unit: '×', measured: of('rs256', 'ours') },
  { promise: 'CPU with ES256, to HS256', atMost: 1.1, unit: '×', measured: of('es256', 'ours') },
  { promise: 'CPU with a cookie, to a header', atMost: 1.1, unit: '×', measured: of('cookie', 'ours') },
  {
    promise: 'CPU of a hit among a million contacts, to a thousand',
    atMost: 1.25,
    unit: '×',
    measured: overManyContacts,
  },
  {
    promise: 'memory of a cached contact beyond its own bytes',
    atMost: 1_024,
    unit: 'bytes',
    measured: overheadPerContact,
  },
  { promise: 'CPU of a miss', atMost: 400, unit: 'µs', measured: ofMiss },
];

export type Judgement = Omit<Bound, 'measured'> & {
  readonly measured: Spread | undefined;
  readonly verdict: 'held' | 'broken' | 'not measured';
};

const verdictOn = (measured: number | undefined, atMost: number): Judgement['verdict'] => {
  if (measured === undefined) return 'not measured';
  return measured <= atMost ? 'held' : 'broken';
};

export const judged = (results: Results): readonly Judgement[] =>
  bounds.map(({ measured: measure, ...bound }) => {
    const measured = measure(results);
    return { ...bound, measured, verdict: verdictOn(measured?.median, bound.atMost) };
  });
