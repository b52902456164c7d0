// When does a call to Drift start? When breaker, budget and the number of calls under way allow it; visitors wait in line.

import type { Cancel, Clock } from '../clock.ts';
import { ProxyError } from '../errors.ts';
import type { Lane } from '../lookup/ports.ts';
import type { Breaker, Health } from './breaker.ts';
import type { Budget } from './budget.ts';

/** Milliseconds that a visitor waits for a slot, and visitors that may. */
export const patience = 1_000;
const longestLine = 1_000;

/** Tells that the call is over, and how it went, or that it was not made; to be called once. */
export type Arrive = (health: Health) => void;

export type Departures = {
  /**
   * Resolves when a call may start, within a second, or `atMost` milliseconds if that is less. Background work starts at
   * once or not at all, and never before a visitor who waits. `waits` is called when it gets in line.
   * @throws ProxyError `upstream_busy`, with the seconds until the next slot; `upstream_unavailable` when the breaker is open
   */
  depart(lane: Lane, atMost?: number, waits?: () => void): Promise<Arrive>;
  /** Like `depart`, for a call that is worth making only now; undefined when it may not start. */
  departNow(lane: Lane): Arrive | undefined;
  /** Why nobody at all may start now; undefined unless the breaker forbids it. */
  whyShut(): ProxyError | undefined;
  readonly underway: number;
  readonly waiting: number;
};

type Parts = {
  readonly budget: Budget;
  readonly breaker: Breaker;
  /** DRIFT_CONCURRENCY. */
  readonly concurrency: number;
  readonly clock: Clock;
};

type Visitor = {
  /** The end of its patience. */
  readonly until: number;
  readonly start: (arrive: Arrive) => void;
  readonly giveUp: () => void;
};

export const inSeconds = (milliseconds: number): number => Math.max(1, Math.ceil(milliseconds / 1_000));

export const createDepartures = ({ budget, breaker, concurrency, clock }: Parts): Departures => {
  const line = new Set<Visitor>();
  let underway = 0;
  let cancelWakeUp: Cancel = () => {};

  const untilSlot = (place: number): number => budget.opensAt(place) - clock.now();

  const whyShut = (): ProxyError | undefined => {
    const closedFor = breaker.opensIn();
    if (closedFor <= 0) return undefined;
    return new ProxyError('upstream_unavailable', { reason: 'breaker', retryAfter: inSeconds(closedFor) });
  };
  const refusal = (): ProxyError =>
    whyShut() ??
    new ProxyError('upstream_busy', {
      reason: underway < concurrency ? 'budget' : 'concurrency',
      retryAfter: inSeconds(untilSlot(line.size)),
    });

  const departNow = (lane: Lane): Arrive | undefined => {
    if (underway >= concurrency || breaker.opensIn() > 0) return undefined;
    const endSlot = budget.take(lane);
    if (endSlot === undefined) return undefined;
    const tell = breaker.admit();
    let arrived = false;
    underway += 1;
    return (health) => {
      if (arrived) return;
      arrived = true;
      underway -= 1;
      endSlot(health === 'not made' ? 'not made' : 'made');
      tell(health);
      callNext();
    };
  };

  /** Nobody waits for a breaker, nor for a slot that comes too late. */
  const dismiss = (): void => {
    const opensAt = breaker.opensIn() > 0 ? Number.POSITIVE_INFINITY : budget.opensAt(0);
    for (const visitor of line) if (opensAt > visitor.until) visitor.giveUp();
  };

  /** Lets those in front start while there are slots; looks again when a call is over, or the next slot opens. */
  const callNext = (): void => {
    cancelWakeUp();
    for (const visitor of line) {
      const arrive = departNow('visitor');
      if (arrive === undefined) break;
      line.delete(visitor);
      visitor.start(arrive);
    }
    if (line.size > 0) dismiss();
    if (line.size > 0 && underway < concurrency)
      cancelWakeUp = clock.after(Math.max(1, untilSlot(0)), callNext);
  };

  const wait = (atMost: number): Promise<Arrive> =>
    new Promise((resolve, reject) => {
      const cancel = clock.after(atMost, () => {
        callNext(); // the slot may have come in this very moment
        visitor.giveUp();
      });
      const visitor: Visitor = {
        until: clock.now() + atMost,
        start: (arrive) => {
          cancel();
          resolve(arrive);
        },
        giveUp: () => {
          if (!line.delete(visitor)) return;
          cancel();
          reject(refusal());
        },
      };
      line.add(visitor);
      callNext();
    });

  const mayWait = (lane: Lane, atMost: number): boolean =>
    lane === 'visitor' && line.size < longestLine && untilSlot(line.size) <= atMost;

  return {
    async depart(lane, atMost = patience, waits = () => {}) {
      const longest = Math.min(patience, atMost);
      const arrive = line.size === 0 ? departNow(lane) : undefined;
      if (arrive !== undefined) return arrive;
      if (!mayWait(lane, longest)) throw refusal();
      waits();
      return wait(longest);
    },
    departNow,
    whyShut,
    get underway() {
      return underway;
    },
    get waiting() {
      return line.size;
    },
  };
};
