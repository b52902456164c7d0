// Who has asked too often in the last minute? One synchronous counter per key, in steps of five seconds.

import type { Clock } from '../clock.ts';

const stepLength = 5_000;
/** Twelve whole steps make the minute, the thirteenth is the one that has begun: a minute is never undercounted. */
const stepsKept = 13;

/** `total` is the sum of the steps, kept so that no request has to add them up. */
type Counts = { readonly perStep: Uint32Array; newest: number; total: number };

export type Window = {
  /** Counts one request and gives 0, or counts nothing and gives the whole seconds to wait. */
  take(key: string): number;
  /** Whether `take` would give 0 now; counts nothing. */
  hasRoom(key: string): boolean;
  /** Keys that are remembered. */
  readonly size: number;
};

type Options = {
  /** Requests in any 60 s; `off` counts nothing. */
  readonly perMinute: number | 'off';
  /** Beyond so many keys the one that was quiet for longest is forgotten. */
  readonly maxKeys: number;
  readonly clock: Clock;
};

export const createWindow = ({ perMinute, maxKeys, clock }: Options): Window => {
  if (perMinute === 'off') return { take: () => 0, hasRoom: () => true, size: 0 };
  const keys = new Map<string, Counts>();

  const countsOf = (key: string, step: number): Counts => {
    const known = keys.get(key);
    if (known !== undefined && known.newest === step) return known;
    const counts = known ?? { perStep: new Uint32Array(stepsKept), newest: step, total: 0 };
    clearSkipped(counts, step);
    keys.delete(key); // once per step to the end of the map: its order is that of the last use
    keys.set(key, counts);
    if (keys.size > maxKeys) forgetQuietest();
    return counts;
  };

  const forgetQuietest = (): void => {
    for (const key of keys.keys()) {
      keys.delete(key);
      return;
    }
  };

  return {
    take(key) {
      const now = clock.now();
      const step = Math.floor(now / stepLength);
      const counts = countsOf(key, step);
      const { perStep } = counts;
      if (counts.total >= perMinute) return secondsUntilOldestLeaves(perStep, step, now);
      perStep[step % stepsKept] = (perStep[step % stepsKept] ?? 0) + 1;
      counts.total += 1;
      return 0;
    },
    hasRoom(key) {
      const counts = keys.get(key);
      if (counts === undefined || counts.total < perMinute) return true;
      return counts.total - leftSince(counts, Math.floor(clock.now() / stepLength)) < perMinute;
    },
    get size() {
      return keys.size;
    },
  };
};

/** The places in the ring that have come round again between the last use and now. */
const skippedBy = ({ newest }: Counts, step: number): number[] =>
  Array.from({ length: Math.min(step - newest, stepsKept) }, (_, back) => (step - back) % stepsKept);

const leftSince = (counts: Counts, step: number): number =>
  skippedBy(counts, step).reduce((left, at) => left + (counts.perStep[at] ?? 0), 0);

const clearSkipped = (counts: Counts, step: number): void => {
  counts.total -= leftSince(counts, step);
  for (const at of skippedBy(counts, step)) counts.perStep[at] = 0;
  counts.newest = step;
};

const secondsUntilOldestLeaves = (perStep: Uint32Array, step: number, now: number): number => {
  let age = stepsKept - 1;
  while (age > 0 && perStep[(step - age + stepsKept) % stepsKept] === 0) age -= 1;
  const leavesAt = (step - age + stepsKept) * stepLength;
  return Math.max(1, Math.ceil((leavesAt - now) / 1000));
};
