// In which order is measured? All are alive at once and take turns in slices of some seconds: A B C, C B A, A B C …
// A machine is not the same for two seconds; so one is held against another only within a pass.

import type { ByPass } from '../measure/pairs.ts';

export type Turns = {
  /** How often all are started anew: each process has its own luck with memory and compiled code. */
  readonly rounds: number;
  /** How often all are visited in a round. */
  readonly passes: number;
  /** Seconds of one visit. */
  readonly slice: number;
};

/** Keeps a subject alive while `act` runs, which is handed what measures one slice of it. */
export type Keep<Subject, Result> = (
  subject: Subject,
  act: (slice: () => Promise<Result>) => Promise<void>,
) => Promise<void>;

export type Watcher<Subject, Result> = {
  /** Told of each measurement as soon as it is done; passes are numbered through all rounds. */
  done(subject: Subject, result: Result, pass: number): void;
  /** One that fails is out until the next round, and spoils no other. */
  failed(subject: Subject, error: unknown): void;
  /** Whether a subject sits out this pass; by default none does. */
  sitsOut?(subject: Subject, pass: number): boolean;
};

type Alive<Subject, Result> = ReadonlyMap<Subject, () => Promise<Result>>;

/** Starts one after the other, then does `act` with those that are alive. */
const whileAlive = async <Subject, Result>(
  [next, ...waiting]: readonly Subject[],
  keep: Keep<Subject, Result>,
  failed: (subject: Subject, error: unknown) => void,
  act: (alive: Alive<Subject, Result>) => Promise<void>,
  alive: Alive<Subject, Result> = new Map(),
): Promise<void> => {
  if (next === undefined) return act(alive);
  let came = false;
  try {
    await keep(next, (slice) => {
      came = true;
      return whileAlive(waiting, keep, failed, act, new Map([...alive, [next, slice]]));
    });
  } catch (error) {
    failed(next, error);
    if (!came) await whileAlive(waiting, keep, failed, act, alive);
  }
};

/** Subjects that gave no result at all are left out. */
export const inPasses = async <Subject, Result>(
  { rounds, passes }: Pick<Turns, 'rounds' | 'passes'>,
  subjects: readonly Subject[],
  keep: Keep<Subject, Result>,
  { done, failed, sitsOut = () => false }: Watcher<Subject, Result>,
): Promise<ReadonlyMap<Subject, ByPass<Result>>> => {
  const results = new Map<Subject, Map<number, Result>>();
  const visit = async (subject: Subject, slice: () => Promise<Result>, pass: number): Promise<boolean> => {
    try {
      const result = await slice();
      results.set(subject, (results.get(subject) ?? new Map<number, Result>()).set(pass, result));
      done(subject, result, pass);
      return true;
    } catch (error) {
      failed(subject, error);
      return false;
    }
  };
  const passThrough = async (alive: Alive<Subject, Result>, first: number): Promise<void> => {
    let order = [...alive];
    for (let pass = first; pass < first + passes; pass += 1) {
      const fallen = new Set<Subject>();
      for (const [subject, slice] of order) {
        if (!sitsOut(subject, pass) && !(await visit(subject, slice, pass))) fallen.add(subject);
      }
      order = order.filter(([subject]) => !fallen.has(subject)).toReversed();
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    await whileAlive(subjects, keep, failed, (alive) => passThrough(alive, round * passes + 1));
  }
  return results;
};
