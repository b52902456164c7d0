// In which order is everything measured? Side by side first, then one table after the other.

import type { Choice, TableName } from './choice.ts';
import type { Contender } from './contenders/contender.ts';
import { bare, contenders, ours } from './contenders/contenders.ts';
import { machine } from './machine.ts';
import type { Measured } from './measure/measure.ts';
import type { Stand } from './measure/serving.ts';
import type { Plan } from './plan.ts';
import { createProgress, type Progress } from './progress.ts';
import type { Results, SideBySide } from './results.ts';
import { tryCachedContacts } from './tables/cached-contacts.ts';
import { strangersOfTen, tryHitRatio } from './tables/hit-ratios.ts';
import { inRounds } from './tables/rounds.ts';
import { connections, type Missing, missingOf, tryOnce } from './tables/side-by-side.ts';
import { tryStart } from './tables/start-up.ts';
import { tryWorkers, workerCounts } from './tables/workers.ts';

export const connectionCounts = [1, 64, 1_000] as const;

type Parts = {
  readonly stand: Stand;
  readonly plan: Plan;
  readonly chosen: Choice;
  readonly progress: Progress;
};

type Contest = {
  readonly name: string;
  readonly subjects: readonly Contender[];
  readonly rounds: number;
  readonly atOnce: number;
};

const contest = async (
  { stand, plan, progress }: Parts,
  { name, subjects, rounds, atOnce }: Contest,
): Promise<SideBySide> => {
  const { done, failed } = progress.watch(name, rounds);
  const results = await inRounds(rounds, subjects, (subject) => tryOnce(stand, plan, subject, atOnce), {
    done: ({ title }, measured, round) => done(title, measured, round),
    failed: ({ title }, error) => failed(title, error),
  });
  return new Map([...results].map(([subject, measured]) => [subject.name, measured]));
};

/** A table that varies a number; empty when it was not chosen. */
const table = async <Result extends Measured | number>(
  { plan, chosen, progress }: Parts,
  name: TableName,
  numbers: readonly number[],
  tryOne: (number: number) => Promise<Result>,
  rounds: number = plan.furtherRounds,
): Promise<ReadonlyMap<number, readonly Result[]>> =>
  chosen(name) ? inRounds<number, Result>(rounds, numbers, tryOne, progress.watch(name, rounds)) : new Map();

const connectionTables = async (parts: Parts): Promise<ReadonlyMap<number, SideBySide>> => {
  const tables = new Map<number, SideBySide>();
  if (!parts.chosen('connections')) return tables;
  for (const atOnce of connectionCounts) {
    const name = `${atOnce} connections`;
    const rounds = parts.plan.furtherRounds;
    tables.set(atOnce, await contest(parts, { name, subjects: [bare, ours], rounds, atOnce }));
  }
  return tables;
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

  return {
    machine: machine(),
    plan,
    missing,
    failures: progress.failures,
    sideBySide: await contest(parts, {
      name: 'side by side',
      subjects: present,
      rounds: plan.rounds,
      atOnce: connections,
    }),
    connections: await connectionTables(parts),
    cachedContacts: await table(parts, 'contacts', plan.cachedContacts, (count) =>
      tryCachedContacts(stand, plan, count),
    ),
    hitRatios: await table(parts, 'hit-ratios', strangersOfTen, (ofTen) => tryHitRatio(stand, plan, ofTen)),
    workers: await table(parts, 'workers', workerCounts, (count) => tryWorkers(stand, plan, count)),
    starts: [...(await table(parts, 'start-up', [1], () => tryStart(stand), plan.starts)).values()].flat(),
  };
};
