// May another call to Drift start? Never more than the limit in any 60 seconds; less when Drift asks for less.

import type { Clock } from '../clock.ts';
import type { Lane } from '../lookup/ports.ts';
import { createAllowances } from './allowances.ts';
import { createRecentCalls } from './recent-calls.ts';
import { createRefusals } from './refusals.ts';

const minute = 60_000;
/** The part of the limit that background work leaves untouched. */
const keptForVisitors = 0.2;

/** What Drift has said about its own limit, in whatever words it used. */
export type Throttle =
  /** 429; `retryAfter` in milliseconds if it came with one. */
  | { readonly kind: 'refused'; readonly retryAfter: number | undefined }
  /** Headers: so many calls are left until `resetIn` milliseconds from now. */
  | { readonly kind: 'remaining'; readonly remaining: number; readonly resetIn: number }
  /** Headers: Drift's limit, and nothing of when it begins anew. */
  | { readonly kind: 'limit'; readonly perMinute: number }
  /** Not Drift, but the other nodes: they have taken what there is, until `opensIn` milliseconds from now. */
  | { readonly kind: 'taken'; readonly opensIn: number };

/** Tells that the call is over, or was not made after all; to be called once. */
export type Slot = (made?: 'made' | 'not made') => void;

export type Budget = {
  /** Takes a slot for a call that starts now; undefined when there is none. */
  take(lane: Lane): Slot | undefined;
  /**
   * When, on the monotonic clock, the visitor at this place of the queue (from 0) would get a slot if the calls under way ended
   * now; of places that are further back than a minute the minute's end.
   */
  opensAt(place: number): number;
  /** What the answer to a call says that began at `begun`, on the monotonic clock, and still has its slot. */
  learn(throttle: Throttle, begun: number): void;
  /** Slots that a visitor could take now. */
  remaining(): number;
};

type Parts = {
  /** DRIFT_REQUESTS_PER_MINUTE. */
  readonly perMinute: number;
  /** What of it is this node's at the moment; by default all. */
  readonly share?: () => number;
  readonly clock: Clock;
  /** 0 to 1: spreads the pauses of many servers. */
  readonly random: () => number;
};

export const createBudget = ({ perMinute, share = () => perMinute, clock, random }: Parts): Budget => {
  const recent = createRecentCalls(clock);
  const refusals = createRefusals({ perMinute, clock, random });
  const allowances = createAllowances(clock);
  /** Drift's own limit, for a minute after it was told. */
  let told = { perMinute, until: Number.NEGATIVE_INFINITY };
  /** The other nodes' word; the latest holds, for they know best when a slot opens. */
  let takenUntil = Number.NEGATIVE_INFINITY;

  const limitAt = (moment: number): number =>
    moment < told.until ? Math.min(share(), told.perMinute) : share();
  /** Slots that a visitor could take at a moment from now on, if nobody takes one before. */
  const slotsAt = (moment: number): number => {
    if (moment < takenUntil) return 0;
    const inWindow = limitAt(moment) - recent.countAt(moment);
    return Math.max(0, Math.min(inWindow, refusals.leftAt(moment), allowances.leftAt(moment)));
  };
  /** Where there is but one, background work may have it. */
  const keptFrom = (lane: Lane, now: number): number => {
    if (lane === 'visitor') return 0;
    const limit = Math.min(limitAt(now), refusals.limitAt(now));
    return Math.min(share() - 1, Math.ceil(limit * keptForVisitors));
  };

  const endSlot: Slot = (made = 'made') => {
    if (made === 'made') return recent.end();
    recent.takeBack();
    refusals.takeBack();
    allowances.takeBack();
  };

  return {
    take(lane) {
      const now = clock.now();
      if (slotsAt(now) <= keptFrom(lane, now)) return undefined;
      recent.begin();
      refusals.spend();
      allowances.spend();
      return endSlot;
    },
    opensAt(place) {
      const now = clock.now();
      if (slotsAt(now) > place) return now; // as nearly always: nothing has to be searched for
      // By then every call of today's window has left it.
      const paused = Math.max(refusals.pausedUntil, takenUntil);
      const last = Math.max(now + minute + 1, paused + minute + 1, allowances.heldUntil);
      return earliest(now, last, (moment) => slotsAt(moment) > place);
    },
    learn(throttle, begun) {
      const now = clock.now();
      switch (throttle.kind) {
        case 'refused':
          return refusals.note({ retryAfter: throttle.retryAfter, begun, recent: recent.countAt(now) });
        case 'remaining': {
          // Drift may not have counted the other calls yet that are on their way.
          const others = Math.max(0, recent.underway - 1);
          return allowances.tell(throttle.remaining - others, throttle.resetIn);
        }
        case 'limit':
          told = { perMinute: Math.max(1, throttle.perMinute), until: now + minute };
          return;
        case 'taken':
          takenUntil = now + throttle.opensIn;
      }
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
