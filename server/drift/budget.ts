// May another call to Drift start? Never more than the limit in any 60 seconds; less when Drift asks for less.

import type { Clock } from '../clock.ts';
import type { Lane } from '../lookup/ports.ts';

const minute = 60_000;
/** The part of the limit that background work leaves untouched. */
const keptForVisitors = 0.2;
/** When Drift does not say how long: 1 s, then 2, 4, 8. Longer, and visitors would feel it long after Drift does not. */
const firstPause = 1_000;
const longestPause = 8_000;

/** What Drift has said about its own limit, in whatever words it used. */
export type Throttle =
  /** 429; `retryAfter` in milliseconds if it came with one. */
  | { readonly kind: 'refused'; readonly retryAfter: number | undefined }
  /** Headers: so many calls are left until `resetIn` milliseconds from now. */
  | { readonly kind: 'remaining'; readonly remaining: number; readonly resetIn: number };

export type Budget = {
  /** Takes a slot for a call that starts now; false when there is none. */
  take(lane: Lane): boolean;
  /**
   * When, on the monotonic clock, the visitor at this place of the queue (from 0) would get a slot; of places that are
   * further back than a minute the minute's end.
   */
  opensAt(place: number): number;
  learn(throttle: Throttle): void;
  /** Slots that a visitor could take now. */
  remaining(): number;
};

type Parts = {
  /** DRIFT_REQUESTS_PER_MINUTE. */
  readonly perMinute: number;
  readonly clock: Clock;
  /** 0 to 1: spreads the pauses of many servers. */
  readonly random: () => number;
};

export const createBudget = ({ perMinute, clock, random }: Parts): Budget => {
  const window = createStartTimes(clock);
  /** The limit that was learned, and when; it grows back to the configured one within a minute. */
  let learned = { limit: perMinute, at: Number.NEGATIVE_INFINITY };
  let refusalsInARow = 0;
  let pausedUntil = Number.NEGATIVE_INFINITY;
  let allowance = { left: Number.POSITIVE_INFINITY, until: Number.NEGATIVE_INFINITY };

  const limitAt = (moment: number): number => {
    const recovered = Math.min(1, (moment - learned.at) / minute);
    return Math.floor(learned.limit + (perMinute - learned.limit) * recovered);
  };
  const allowedAt = (moment: number): number =>
    moment < allowance.until ? allowance.left : Number.POSITIVE_INFINITY;
  /** Slots that a visitor could take at a moment from now on, if nobody takes one before. */
  const slotsAt = (moment: number): number => {
    if (moment < pausedUntil) return 0;
    return Math.max(0, Math.min(limitAt(moment) - window.countAt(moment), allowedAt(moment)));
  };

  const pauseWithoutAdvice = (): number => {
    const doubled = Math.min(longestPause, firstPause * 2 ** refusalsInARow);
    return doubled * (0.5 + 0.5 * random());
  };

  /** A refusal means that others spend from the same limit: from now on half of what was just used. */
  const beRefused = (retryAfter: number | undefined): void => {
    const now = clock.now();
    if (now < pausedUntil) {
      pausedUntil = Math.max(pausedUntil, now + (retryAfter ?? 0)); // another call of the same burst
      return;
    }
    refusalsInARow = now - pausedUntil <= minute ? refusalsInARow + 1 : 0;
    pausedUntil = now + (retryAfter ?? pauseWithoutAdvice());
    learned = { limit: Math.max(1, Math.floor(Math.min(limitAt(now), window.countAt(now)) / 2)), at: now };
  };

  return {
    take(lane) {
      const now = clock.now();
      const spare = lane === 'visitor' ? 0 : Math.ceil(limitAt(now) * keptForVisitors);
      if (slotsAt(now) <= spare) return false;
      window.add();
      allowance.left -= 1;
      return true;
    },
    opensAt(place) {
      const now = clock.now();
      // By then every start of today's window has left it.
      const last = Math.max(now, pausedUntil) + minute + 1;
      return earliest(now, last, (moment) => slotsAt(moment) > place);
    },
    learn(throttle) {
      if (throttle.kind === 'refused') beRefused(throttle.retryAfter);
      else allowance = { left: throttle.remaining, until: clock.now() + Math.min(throttle.resetIn, minute) };
    },
    remaining: () => slotsAt(clock.now()),
  };
};

/** The first moment, to the millisecond, at which something holds that holds ever after; `last` if it is not before. */
const earliest = (first: number, last: number, holds: (moment: number) => boolean): number => {
  let early = 0;
  let late = Math.ceil(last - first);
  while (early < late) {
    const middle = Math.floor((early + late) / 2);
    if (holds(first + middle)) late = middle;
    else early = middle + 1;
  }
  return first + early;
};

/** The start times of the last 60 seconds, both ends included. */
const createStartTimes = (clock: Clock) => {
  let starts: number[] = [];
  let oldest = 0;

  const forgetOld = (): void => {
    const horizon = clock.now() - minute;
    while (oldest < starts.length && (starts[oldest] ?? horizon) < horizon) oldest += 1;
    if (oldest <= 1_024 || oldest * 2 <= starts.length) return;
    starts = starts.slice(oldest);
    oldest = 0;
  };

  return {
    add(): void {
      forgetOld();
      starts.push(clock.now());
    },
    /** How many of the starts so far are no older than a minute at a moment from now on. */
    countAt(moment: number): number {
      forgetOld();
      const horizon = moment - minute;
      let [from, to] = [oldest, starts.length];
      while (from < to) {
        const middle = Math.floor((from + to) / 2);
        if ((starts[middle] ?? horizon) < horizon) from = middle + 1;
        else to = middle;
      }
      return starts.length - from;
    },
  };
};
