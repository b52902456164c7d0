// What comes of one fault? Visitors before it ends and after, until nothing is left of it.

import type { Fault } from '../../sandbox/faults/fault.ts';
import { mostIn } from './most-in.ts';
import { pause, type SkippingClock } from './skipping-clock.ts';
import type { Stand } from './stand.ts';
import { oldContacts, type Seen, sendVisitors, type Visitors, warmUp } from './visitors.ts';

export type Soaked = {
  readonly fault: Fault;
  /** Every visit from its beginning until nothing was left of it. */
  readonly seen: readonly Seen[];
  /** Those that began while it lasted, but for strangers whom its end has saved. */
  readonly during: readonly Seen[];
  /** The calls that Drift saw while it lasted. */
  readonly calls: number;
  /** The most calls that Drift saw in any 60 seconds of the whole watch. */
  readonly mostPerMinute: number;
  /** The calls to where a redirect led. */
  readonly strays: number;
  /** Milliseconds from its end to the last visit that still felt it; undefined when that was not seen. */
  readonly normalAfter: number | undefined;
};

/** Milliseconds. */
export type Plan = { readonly lasts: number; readonly watchedAtMost: number };

const minute = 60_000;
const lookAgainAfter = 100;

/** Whoever comes to an old entry has it renewed, though not always before the answer: in so many milliseconds. */
const renewsWithin = 1_000;

/** When each contact was renewed that was old. */
const renewalsIn = (since: readonly Seen[]): ReadonlyMap<number, number> => {
  const renewals = new Map<number, number>();
  for (const { group, told, index, saidAt } of since) {
    const wasOld = group === 'old' || group === 'second look';
    if (wasOld && told === 'fresh' && !renewals.has(index)) renewals.set(index, saidAt);
  }
  return renewals;
};

/** Every contact that was old has been renewed, and the latest stranger had an answer. */
const isNormal = (since: readonly Seen[]): boolean =>
  renewalsIn(since).size === oldContacts.length &&
  since.filter(({ group }) => group === 'stranger').at(-1)?.told === 'fresh';

/** A fault is still felt by a stranger without an answer, and by whoever comes to an old entry that is not renewed. */
const feelingIt = (since: readonly Seen[]): readonly Seen[] => {
  const renewals = renewalsIn(since);
  return since.filter(({ group, told, index, begun }) => {
    if (group === 'stranger') return told !== 'fresh';
    return group === 'old' && begun + renewsWithin < (renewals.get(index) ?? Number.POSITIVE_INFINITY);
  });
};

const watchUntilNormal = async (
  visitors: Visitors,
  clock: SkippingClock,
  { watchedAtMost }: Plan,
): Promise<Soaked['normalAfter']> => {
  const ended = visitors.age();
  visitors.lookTwice();
  const since = (): readonly Seen[] => visitors.seen.filter(({ begun }) => begun >= ended);
  while (!isNormal(since())) {
    if (visitors.age() - ended >= watchedAtMost) return undefined;
    await pause(clock, lookAgainAfter);
  }
  return Math.max(0, ...feelingIt(since()).map(({ begun }) => begun - ended));
};

export const soak = async (fault: Fault, stand: Stand, clock: SkippingClock, plan: Plan): Promise<Soaked> => {
  const { drift } = stand;
  await warmUp(stand, clock);
  drift.reset();
  await drift.begin(fault);
  const visitors = sendVisitors({ stand, clock, strangers: 'some' });

  await pause(clock, plan.lasts);
  const ended = visitors.age();
  const calls = drift.calls.length;
  await drift.end();

  const normalAfter = await watchUntilNormal(visitors, clock, plan);
  await visitors.stop();
  return {
    fault,
    seen: visitors.seen,
    during: visitors.seen.filter(
      ({ begun, took, told }) => begun + took < ended || (begun < ended && told !== 'fresh'),
    ),
    calls,
    mostPerMinute: mostIn(minute, drift.calls),
    strays: drift.strays,
    normalAfter,
  };
};
