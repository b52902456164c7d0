// In which order is measured? All are alive at once and take turns in slices of some seconds: A B C, B A C, B C A …
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
  /** Whether a subject sits out this round, the first of which is 1, and is not even started; by default none does. */
  sitsOut?(subject: Subject, round: number): boolean;
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

/**
 * The passes begin with one after the other, and every other one goes backwards: so nobody is always the first or comes after the
 * same one, and of three or more nobody is visited twice in a row, which would let it find its own caches warm.
 */
const orderIn = <Subject>(subjects: readonly Subject[], pass: number): readonly Subject[] => {
  const begin = Math.floor(pass / 2) % subjects.length;
  const [first, others] = [
    subjects.slice(begin, begin + 1),
    [...subjects.slice(begin + 1), ...subjects.slice(0, begin)],
  ];
  return [...first, ...(pass % 2 === 1 ? others : others.toReversed())];
};

/** The results in the order of the subjects; those that gave none at all are left out. */
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
    let standing = [...alive];
    for (let pass = first; pass < first + passes; pass += 1) {
      const fallen = new Set<Subject>();
      for (const [subject, slice] of orderIn(standing, pass)) {
        if (!(await visit(subject, slice, pass))) fallen.add(subject);
      }
      standing = standing.filter(([subject]) => !fallen.has(subject));
    }
  };
  for (let round = 1; round <= rounds; round += 1) {
    const present = subjects.filter((subject) => !sitsOut(subject, round));
    await whileAlive(present, keep, failed, (alive) => passThrough(alive, (round - 1) * passes + 1));
  }
  return new Map([...results].toSorted(([one], [other]) => subjects.indexOf(one) - subjects.indexOf(other)));
};
