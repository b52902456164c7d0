// What came of the requests? How many were answered how, how long those waited of whom nothing was known, what was out of date.

export type Answered = 'hit' | 'stale' | 'miss' | 'refused' | 'failed';

export type Counts = Readonly<Record<Answered, number>> & {
  readonly requests: number;
  /** Answered with what Drift had changed meanwhile. */
  readonly outdated: number;
  /** Milliseconds, ascending: each visitor's of whom nothing was known, answered or not. */
  readonly coldWaits: Float64Array;
};

export type Tally = {
  note(answered: Answered, outdated: boolean): void;
  waitedCold(milliseconds: number): void;
  readonly refused: number;
  counts(): Counts;
};

export const createTally = (): Tally => {
  const counted: Record<Answered, number> = { hit: 0, stale: 0, miss: 0, refused: 0, failed: 0 };
  const coldWaits: number[] = [];
  let [requests, outdated] = [0, 0];

  return {
    note(answered, isOutdated) {
      requests += 1;
      counted[answered] += 1;
      if (isOutdated) outdated += 1;
    },
    waitedCold: (milliseconds) => {
      coldWaits.push(milliseconds);
    },
    get refused() {
      return counted.refused + counted.failed;
    },
    counts: () => ({ ...counted, requests, outdated, coldWaits: Float64Array.from(coldWaits).sort() }),
  };
};

/** The wait that `share` of them do not exceed; 0 when there are none. */
export const quantile = (ascending: Float64Array, share: number): number =>
  ascending[Math.max(0, Math.ceil(share * ascending.length) - 1)] ?? 0;
