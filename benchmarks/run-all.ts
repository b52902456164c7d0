// In which order is everything measured? Side by side first, then one table after the other.

import type { Choice, TableName } from './choice.ts';
import type { Contender } from './contenders/contender.ts';
import { bare, contenders, farOff, ours } from './contenders/contenders.ts';
import { machine } from './machine.ts';
import type { Measured } from './measure/measure.ts';
import type { ByPass } from './measure/pairs.ts';
import type { Stand } from './measure/serving.ts';
import type { Plan } from './plan.ts';
import { createProgress, type Progress } from './progress.ts';
import type { Results, SideBySide } from './results.ts';
import { keepCachedContacts } from './tables/cached-contacts.ts';
import { keepHitRatio, strangersOfTen } from './tables/hit-ratios.ts';
import { inPasses, type Keep, type Turns } from './tables/passes.ts';
import { connections, keepContender, type Missing, missingOf } from './tables/side-by-side.ts';
import { tryStart } from './tables/start-up.ts';
import { keepWorkers, workerCounts } from './tables/workers.ts';

export const connectionCounts = [1, 64, 1_000] as const;

/** Whoever is far off takes part in every third round, the last one among them. */
const sitsOut = ({ name }: Contender, round: number, { rounds }: Turns): boolean =>
  farOff.has(name) && (rounds - round) % 3 !== 0;

type Parts = {
  readonly stand: Stand;
  readonly plan: Plan;
  readonly chosen: Choice;
  readonly progress: Progress;
};

type Contest = {
  readonly name: string;
  readonly subjects: readonly Contender[];
  readonly turns: Turns;
  readonly atOnce: number;
};

const contest = async (
  { stand, plan, progress }: Parts,
  { name, subjects, turns, atOnce }: Contest,
): Promise<SideBySide> => {
  const { done, failed } = progress.watch(name, turns);
  const keep = keepContender(stand, { ...plan, ...turns }, atOnce);
  const results = await inPasses(turns, subjects, keep, {
    done: ({ title }, measured, pass) => done(title, measured, pass),
    failed: ({ title }, error) => failed(title, error),
    sitsOut: (subject, round) => sitsOut(subject, round, turns),
  });
  return new Map([...results].map(([subject, measured]) => [subject.name, measured]));
};

/** A table that varies a number; empty when it was not chosen. */
const table = async <Result extends Measured | number>(
  { chosen, progress }: Parts,
  name: TableName,
  numbers: readonly number[],
  keep: Keep<number, Result>,
  turns: Omit<Turns, 'slice'>,
): Promise<ReadonlyMap<number, ByPass<Result>>> =>
  chosen(name) ? inPasses<number, Result>(turns, numbers, keep, progress.watch(name, turns)) : new Map();

const connectionTables = async (parts: Parts): Promise<ReadonlyMap<number, SideBySide>> => {
  const tables = new Map<number, SideBySide>();
  if (!parts.chosen('connections')) return tables;
  for (const atOnce of connectionCounts) {
    const name = `${atOnce} connections`;
    tables.set(
      atOnce,
      await contest(parts, { name, subjects: [bare, ours], turns: parts.plan.further, atOnce }),
    );
  }
  return tables;
};

const startTimes = async (parts: Parts): Promise<readonly number[]> => {
  const { stand, plan } = parts;
  const turns = { rounds: 1, passes: plan.starts };
  const starts = await table<number>(
    parts,
    'start-up',
    [1],
    (_one, act) => act(() => tryStart(stand)),
    turns,
  );
  return [...starts.values()].flatMap((times) => [...times.values()]);
};

const chosenContenders = ({ stand, chosen }: Parts) => {
  const wanted = contenders.filter(({ name }) => chosen(name));
  const missing: readonly Missing[] = wanted
    .map((contender) => missingOf(stand.root, contender))
    .filter((found) => found !== undefined);
  const absent = new Set(missing.map(({ contender }) => contender));
  return { missing, present: wanted.filter((contender) => !absent.has(contender)) };
};

/** `tell` takes a line at a time for whoever watches. */
export const runAll = async (
  stand: Stand,
  plan: Plan,
  chosen: Choice,
  tell: (line: string) => void,
): Promise<Omit<Results, 'neighbours'>> => {
  const progress = createProgress(tell);
  const parts: Parts = { stand, plan, chosen, progress };
  const { missing, present } = chosenContenders(parts);
  for (const { contender, install } of missing) tell(`${contender.title} is missing: ${install}`);

  const ofVisitors = { ...plan, ...plan.visitors };
  return {
    machine: machine(),
    plan,
    missing,
    failures: progress.failures,
    sideBySide: await contest(parts, {
      name: 'side by side',
      subjects: present,
      turns: plan.sideBySide,
      atOnce: connections,
    }),
    connections: await connectionTables(parts),
    cachedContacts: await table(
      parts,
      'contacts',
      plan.cachedContacts,
      keepCachedContacts(stand, ofVisitors),
      plan.visitors,
    ),
    hitRatios: await table(
      parts,
      'hit-ratios',
      strangersOfTen,
      keepHitRatio(stand, ofVisitors),
      plan.visitors,
    ),
    workers: await table(
      parts,
      'workers',
      workerCounts,
      keepWorkers(stand, { ...plan, ...plan.further }),
      plan.further,
    ),
    starts: await startTimes(parts),
  };
};
