// Who has asked too often in the last minute? One synchronous counter per key, in steps of five seconds, and what other nodes
// have said of it.

import type { Clock } from '../clock.ts';
import type { Count } from './exchange.ts';

const stepLength = 5_000;
/** Twelve whole steps make the minute, the thirteenth is the one that has begun: a minute is never undercounted. */
const stepsKept = 13;

/** Keys that are so far from the limit are not worth an exchange: hardly a visitor ever asks so often. */
const worthTelling = 0.02;

/**
 * `total` is the sum of the steps, kept so that no request has to add them up. `others` is what other nodes had counted in
 * `heardIn`, a step; `untold` is what they have not been told; `asked` says whether the key has come since they were last asked.
 */
type Counts = {
  readonly perStep: number[];
  newest: number;
  total: number;
  others: number;
  heardIn: number;
  untold: number;
  asked: boolean;
};

export type Window = {
  /** Counts one request and gives 0, or counts nothing and gives the whole seconds to wait. */
  take(key: string): number;
  /** Whether `take` would give 0 now; counts nothing. */
  hasRoom(key: string): boolean;
  /** Keys that are remembered. */
  readonly size: number;
  /**
   * What other nodes should be told: of the keys that have come since this was last asked and are not far from the limit, `most`
   * of those that come most often.
   */
  untold(most: number): readonly Count[];
  /** Those have been told; `others` is what the other nodes have counted for each in the last minute. */
  hear(told: readonly Count[], others: readonly number[]): void;
};

type Options = {
  /** Requests in any 60 s; `off` counts nothing. */
  readonly perMinute: number | 'off';
  /** Beyond so many keys the one that was quiet for longest is forgotten. */
  readonly maxKeys: number;
  /** Whether other nodes count, too, and are told (see exchange). */
  readonly shared?: boolean;
  readonly clock: Clock;
};

export const createWindow = ({ perMinute, maxKeys, shared = false, clock }: Options): Window => {
  if (perMinute === 'off') return limitless;
  const keys = new Map<string, Counts>();
  const askedSince: string[] = [];

  const countsOf = (key: string, step: number): Counts => {
    const known = keys.get(key);
    if (known !== undefined && known.newest === step) return known;
    const counts = known ?? noCounts(step);
    if (counts.newest !== step) clearSkipped(counts, step);
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

  const noteAsked = (key: string, counts: Counts): void => {
    if (counts.asked || !shared) return;
    counts.asked = true;
    askedSince.push(key);
  };
  /** What has come since, whether or not it was let in: those that are refused need to hear when they no longer are. */
  const takeAsked = (): { readonly key: string; readonly counts: Counts }[] =>
    askedSince.splice(0).flatMap((key) => {
      const counts = keys.get(key);
      if (counts === undefined) return [];
      counts.asked = false;
      return counts.total + counts.others < perMinute * worthTelling ? [] : [{ key, counts }];
    });

  return {
    take(key) {
      const now = clock.now();
      const step = Math.floor(now / stepLength);
      const counts = countsOf(key, step);
      noteAsked(key, counts);
      const { perStep } = counts;
      if (counts.total + counts.others >= perMinute && counts.total + othersIn(counts, step) >= perMinute)
        return secondsUntilOldestLeaves(counts, step, now);
      perStep[step % stepsKept] = (perStep[step % stepsKept] ?? 0) + 1;
      counts.total += 1;
      counts.untold += 1;
      return 0;
    },
    hasRoom(key) {
      const counts = keys.get(key);
      if (counts === undefined || counts.total + counts.others < perMinute) return true;
      const step = Math.floor(clock.now() / stepLength);
      return counts.total - leftSince(counts, step) + othersIn(counts, step) < perMinute;
    },
    get size() {
      return keys.size;
    },
    untold(most) {
      const asked = takeAsked().sort((a, b) => weight(b.counts) - weight(a.counts));
      // What is too old to count here is too old to count there.
      return asked
        .slice(0, most)
        .map(({ key, counts }) => ({ key, added: Math.min(counts.untold, counts.total) }));
    },
    hear(told, others) {
      const step = Math.floor(clock.now() / stepLength);
      for (const [at, { key, added }] of told.entries()) {
        const counts = keys.get(key);
        if (counts === undefined) continue;
        counts.untold = Math.max(0, Math.min(counts.untold, counts.total) - added);
        [counts.others, counts.heardIn] = [Math.min(others[at] ?? 0, perMinute), step];
      }
    },
  };
};

const limitless: Window = { take: () => 0, hasRoom: () => true, size: 0, untold: () => [], hear: () => {} };

const noCounts = (step: number): Counts => ({
  perStep: new Array<number>(stepsKept).fill(0), // there are many keys, and a typed array is larger
  newest: step,
  total: 0,
  others: 0,
  heardIn: step,
  untold: 0,
  asked: false,
});

const weight = ({ total, others }: Counts): number => total + others;

/** All of them may have come just before they were heard of: they count as long as our own that came then. */
const othersIn = ({ others, heardIn }: Counts, step: number): number =>
  step - heardIn < stepsKept ? others : 0;

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

const secondsUntilOldestLeaves = ({ perStep, total }: Counts, step: number, now: number): number => {
  // Nobody here knows when those leave that came elsewhere.
  if (total === 0) return stepLength / 1000;
  let age = stepsKept - 1;
  while (age > 0 && perStep[(step - age + stepsKept) % stepsKept] === 0) age -= 1;
  const leavesAt = (step - age + stepsKept) * stepLength;
  return Math.max(1, Math.ceil((leavesAt - now) / 1000));
};
