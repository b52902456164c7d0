// What has a 429 taught? To pause, and then to call half as often, which grows back within a minute.

import type { Clock } from '../clock.ts';

const minute = 60_000;
/** When Drift does not say how long: 1 s, then 2, 4, 8. Longer, and visitors would feel it long after Drift does not. */
const firstPause = 1_000;
const longestPause = 8_000;

/** One 429; times in milliseconds. */
type Refusal = {
  /** Undefined when Drift did not say. */
  readonly retryAfter: number | undefined;
  /** When the call that was refused began, on the monotonic clock. */
  readonly begun: number;
  /** The calls of the last minute. */
  readonly recent: number;
};

export type Refusals = {
  note(refusal: Refusal): void;
  /** A call starts. */
  spend(): void;
  /** One that started was not made after all. */
  takeBack(): void;
  /** The limit that holds for the calls since the latest 429. */
  limitAt(moment: number): number;
  /** Calls that may start at a moment from now on, if none does before; without end where nothing was learned. */
  leftAt(moment: number): number;
  /** On the monotonic clock; long ago when there is no pause. */
  readonly pausedUntil: number;
};

type Parts = {
  /** DRIFT_REQUESTS_PER_MINUTE. */
  readonly perMinute: number;
  readonly clock: Clock;
  /** 0 to 1: spreads the pauses of many servers. */
  readonly random: () => number;
};

export const createRefusals = ({ perMinute, clock, random }: Parts): Refusals => {
  let learned = { limit: perMinute, at: Number.NEGATIVE_INFINITY, started: 0 };
  let inARow = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const limitAt = (moment: number): number => {
    const recovered = Math.min(1, (moment - learned.at) / minute);
    return Math.floor(learned.limit + (perMinute - learned.limit) * recovered);
  };
  const isForgotten = (moment: number): boolean => moment - learned.at >= minute;

  const pauseWithoutAdvice = (): number =>
    Math.min(longestPause, firstPause * 2 ** inARow) * (0.5 + 0.5 * random());

  return {
    /** Others spend from the same limit: half of what was just used is safe, counted from now. */
    note({ retryAfter, begun, recent }) {
      const now = clock.now();
      if (begun <= learned.at) {
        pausedUntil = Math.max(pausedUntil, now + (retryAfter ?? 0)); // another call of the same burst
        return;
      }
      inARow = now - pausedUntil <= minute ? inARow + 1 : 0;
      pausedUntil = Math.max(pausedUntil, now + (retryAfter ?? pauseWithoutAdvice()));
      const used = isForgotten(now) ? recent : learned.started;
      learned = { limit: Math.max(1, Math.floor(Math.min(limitAt(now), used) / 2)), at: now, started: 0 };
    },
    spend() {
      learned.started += 1;
    },
    takeBack() {
      learned.started = Math.max(0, learned.started - 1); // it may have started before the latest 429
    },
    limitAt,
    leftAt(moment) {
      if (moment < pausedUntil) return 0;
      return isForgotten(moment) ? Number.POSITIVE_INFINITY : limitAt(moment) - learned.started;
    },
    get pausedUntil() {
      return pausedUntil;
    },
  };
};
