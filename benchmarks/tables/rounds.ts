// In which order is measured? A B C, A B C …: what the machine does meanwhile strikes all of them alike.

export type Watcher<Subject, Result> = {
  /** Told of each measurement as soon as it is done. */
  done(subject: Subject, result: Result, round: number): void;
  /** One that fails spoils no other. */
  failed(subject: Subject, error: unknown): void;
};

/** Subjects that gave no result at all are left out. */
export const inRounds = async <Subject, Result>(
  rounds: number,
  subjects: readonly Subject[],
  tryOne: (subject: Subject) => Promise<Result>,
  { done, failed }: Watcher<Subject, Result>,
): Promise<ReadonlyMap<Subject, readonly Result[]>> => {
  const results = new Map<Subject, Result[]>();
  const tryIn = async (round: number, subject: Subject): Promise<void> => {
    try {
      const result = await tryOne(subject);
      results.set(subject, [...(results.get(subject) ?? []), result]);
      done(subject, result, round);
    } catch (error) {
      failed(subject, error);
    }
  };
  for (let round = 1; round <= rounds; round += 1) {
    for (const subject of subjects) await tryIn(round, subject);
  }
  return results;
};
