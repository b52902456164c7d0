// Is Drift worth asking at all? Opens when half of the calls fail, and then lets one through every five seconds; closed, it
// keeps calls back while Drift says that it is away.

import type { Clock } from '../clock.ts';

/** Milliseconds; the 30 seconds are counted in steps. */
const step = 1_000;
const steps = 30;
const probeEvery = 5_000;
const leastCalls = 20;
const tolerated = 0.5;

export type BreakerState = 'closed' | 'half-open' | 'open';

/** How a call went, for Drift's health: `unclear` when it says nothing about that, `not made` when there was none after all. */
export type Health = 'good' | 'failed' | 'unclear' | 'not made';

export type Breaker = {
  /**
   * Lets a call through, which is to be done only when `opensIn` is 0; the result takes how it went. While the breaker is
   * open that call is the probe, and nothing but a probe's outcome closes it.
   */
  admit(): (health: Health) => void;
  /** Drift has said for how many milliseconds it is away. It is believed for as long as a probe would be waited for. */
  keepAway(milliseconds: number): void;
  readonly state: BreakerState;
  /** Milliseconds until a call may be made; 0 when now. */
  opensIn(): number;
  /** Has `action` called, very soon, whenever it opens or Drift says that it is away. */
  onShut(action: () => void): void;
};

export const createBreaker = (clock: Clock): Breaker => {
  let state: BreakerState = 'closed';
  let recent = createRecentCalls(clock);
  let nextProbe = 0;
  let awayUntil = 0;
  const actions: (() => void)[] = [];
  /** Not in the midst of whatever shut it: whoever is told may want to depart. */
  const shut = (): void => {
    for (const action of actions) queueMicrotask(action);
  };

  /** Whoever comes next may make the probe that was not made. */
  const giveProbeBack = (): void => {
    state = 'open';
    nextProbe = clock.now();
  };

  const admitProbe = (): ((health: Health) => void) => {
    state = 'half-open';
    nextProbe = clock.now() + probeEvery; // a probe that never tells is followed by another
    return (health) => {
      if (health === 'unclear' || state === 'closed') return;
      if (health === 'not made') return giveProbeBack();
      state = health === 'good' ? 'closed' : 'open';
      if (state === 'closed') recent = createRecentCalls(clock);
      else shut();
    };
  };

  /** Calls that began before it opened have had their say. */
  const admitCounted = (counted: typeof recent) => (health: Health) => {
    if (!tells(health) || state !== 'closed' || counted !== recent) return;
    recent.note(health);
    if (health === 'good' || !recent.tooManyFail()) return;
    state = 'open';
    nextProbe = clock.now() + probeEvery;
    shut();
  };

  return {
    admit: () => (state === 'closed' ? admitCounted(recent) : admitProbe()),
    keepAway(milliseconds) {
      if (milliseconds <= 0) return;
      awayUntil = Math.max(awayUntil, clock.now() + Math.min(milliseconds, probeEvery));
      shut();
    },
    get state() {
      return state;
    },
    opensIn: () => Math.max(0, (state === 'closed' ? awayUntil : nextProbe) - clock.now()),
    onShut: (action) => {
      actions.push(action);
    },
  };
};

const tells = (health: Health): health is 'good' | 'failed' => health === 'good' || health === 'failed';

type Count = { readonly at: number; calls: number; failures: number };

/** The calls of the last 30 seconds. */
const createRecentCalls = (clock: Clock) => {
  const counts: Count[] = [];

  const forgetOld = (at: number): void => {
    while (counts[0] !== undefined && counts[0].at <= at - steps) counts.shift();
  };
  const countOf = (at: number): Count => {
    const last = counts.at(-1);
    if (last?.at === at) return last;
    const count = { at, calls: 0, failures: 0 };
    counts.push(count);
    return count;
  };

  return {
    note(health: 'good' | 'failed'): void {
      const at = Math.floor(clock.now() / step);
      forgetOld(at);
      const count = countOf(at);
      count.calls += 1;
      if (health === 'failed') count.failures += 1;
    },
    tooManyFail(): boolean {
      const calls = counts.reduce((sum, count) => sum + count.calls, 0);
      const failures = counts.reduce((sum, count) => sum + count.failures, 0);
      return calls >= leastCalls && failures / calls >= tolerated;
    },
  };
};
