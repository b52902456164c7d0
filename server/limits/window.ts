// Who has asked too often in the last minute? One synchronous counter per key, in steps of five seconds.

import type { Clock } from '../clock.ts';

const stepLength = 5_000;
/** Twelve whole steps make the minute, the thirteenth is the one that has begun: a minute is never undercounted. */
const stepsKept = 13;

type Counts = { readonly perStep: Uint32Array; newest: number };

export type Window = {
  /** Counts one request and gives 0, or counts nothing and gives the whole seconds to wait. */
  take(key: string): number;
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
  if (perMinute === 'off') return { take: () => 0, size: 0 };
  const keys = new Map<string, Counts>();

  const countsOf = (key: string, step: number): Counts => {
    const known = keys.get(key);
    if (known !== undefined && known.newest === step) return known;
    const counts = known ?? { perStep: new Uint32Array(stepsKept), newest: step };
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
      const { perStep } = countsOf(key, step);
      let total = 0;
      for (const count of perStep) total += count;
      if (total >= perMinute) return secondsUntilOldestLeaves(perStep, step, now);
      perStep[step % stepsKept] = (perStep[step % stepsKept] ?? 0) + 1;
      return 0;
    },
    get size() {
      return keys.size;
    },
  };
};

/** Empties the steps between the last use and now; they come round again in the ring. */
const clearSkipped = (counts: Counts, step: number): void => {
  const skipped = Math.min(step - counts.newest, stepsKept);
  for (let back = 0; back < skipped; back += 1) counts.perStep[(step - back) % stepsKept] = 0;
  counts.newest = step;
};

const secondsUntilOldestLeaves = (perStep: Uint32Array, step: number, now: number): number => {
  let age = stepsKept - 1;
  while (age > 0 && perStep[(step - age + stepsKept) % stepsKept] === 0) age -= 1;
  const leavesAt = (step - age + stepsKept) * stepLength;
  return Math.max(1, Math.ceil((leavesAt - now) / 1000));
};
