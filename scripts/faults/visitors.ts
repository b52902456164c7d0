// Who comes while Drift fails? A steady stream over contacts of three ages, and strangers among them.

import type { Clock } from '../../server/clock.ts';
import { atPace } from './at-pace.ts';
import { pause, type SkippingClock } from './skipping-clock.ts';
import type { Stand, Visit } from './stand.ts';
import { watchStandstill } from './standstill.ts';

/**
 * What is remembered of a visitor's contact when the fault begins; nothing is of a stranger's. A second look is taken by
 * visitors of old ones alone.
 */
export type Group = 'old' | 'past fresh' | 'fresh' | 'stranger' | 'second look';

export type Seen = Pick<Visit, 'told' | 'id'> & {
  readonly index: number;
  readonly group: Group;
  /** When Drift said so, counted like `begun`. */
  readonly saidAt: number;
  /** Milliseconds since the first visitor was sent. */
  readonly begun: number;
  /** Milliseconds until the whole answer was there. */
  readonly took: number;
  /** In so many of them this whole process stood still. */
  readonly stoodStill: number;
};

export const warmContacts = 200;
export const visitsPerSecond = 50;
export const strangersPerSecond = 2;
/** Enough strangers for two minutes. */
export const contacts = warmContacts + 240;

const ages = ['old', 'past fresh', 'fresh'] as const;
const everyone = Array.from({ length: warmContacts }, (_, index) => index);
const groupOf = (index: number): Group => ages[index % ages.length] ?? 'fresh';

/** The contacts that are old when the fault begins. */
export const oldContacts: readonly number[] = everyone.filter((index) => groupOf(index) === 'old');

const minute = 60_000;
/** How long each group is left alone, with the lifetimes that the server comes with: far from where their jitter reaches. */
const leftAlone = { old: 10 * minute, 'past fresh': 7 * minute, fresh: 0 };
/** So that the server has seen the jump of its clock before anybody comes: it might take it for an overload. */
const untilLookedAgain = 300;
const mostAttempts = 20;
const secondLookAfter = 1_000;

/** Asks for each until it is remembered; a process that has just begun may be too busy for all of them at once. */
const remember = async ({ visit }: Stand, clock: Clock, indices: readonly number[]): Promise<void> => {
  let missing = indices;
  for (let attempt = 0; attempt < mostAttempts && missing.length > 0; attempt += 1) {
    if (attempt > 0) await pause(clock, untilLookedAgain);
    const visits = await Promise.all(missing.map(visit));
    missing = missing.filter((_index, at) => visits[at]?.told !== 'fresh');
  }
  if (missing.length > 0) throw new Error('the contacts could not be warmed');
};

/** Has every contact asked for, so that a third of them is old in the end, a third past fresh and a third fresh. */
export const warmUp = async (stand: Stand, clock: SkippingClock): Promise<void> => {
  for (const group of ages) {
    await remember(
      stand,
      clock,
      everyone.filter((index) => groupOf(index) === group),
    );
    if (leftAlone[group] === 0) continue;
    clock.skip(leftAlone[group]);
    await pause(clock, untilLookedAgain);
  }
};

export type Visitors = {
  /** What they have seen so far, in the order of the answers. */
  readonly seen: readonly Seen[];
  /** Milliseconds since the first was sent. */
  age(): number;
  /** From now on whoever was told something old comes once more, a second later, to see whether it was renewed. */
  lookTwice(): void;
  /** Sends no more; resolves when all have been answered. */
  stop(): Promise<void>;
};

type Parts = { readonly stand: Stand; readonly clock: Clock; readonly strangers: 'none' | 'some' };

export const sendVisitors = ({ stand: { visit }, clock, strangers }: Parts): Visitors => {
  const standstill = watchStandstill(clock);
  const first = clock.now();
  const firstOnTheWall = clock.wall();
  const age = (): number => clock.now() - first;
  const seen: Seen[] = [];
  const underway = new Set<Promise<void>>();

  let mayLookAgain = false;
  const lookAgain = (index: number): void => {
    if (mayLookAgain) clock.after(secondLookAfter, () => mayLookAgain && send(index, 'second look'));
  };

  const send = (index: number, group: Group): void => {
    const begun = clock.now();
    const visiting = visit(index).then(({ told, asOf, id }) => {
      const ended = clock.now();
      seen.push({
        told,
        id,
        index,
        group,
        saidAt: asOf - firstOnTheWall,
        begun: begun - first,
        took: ended - begun,
        stoodStill: standstill.between(begun, ended),
      });
      underway.delete(visiting);
      if (group === 'old' && told === 'stale') lookAgain(index);
    });
    underway.add(visiting);
  };
  const stops = [
    standstill.stop,
    atPace(clock, visitsPerSecond, (turn) => send(turn % warmContacts, groupOf(turn % warmContacts))),
    ...(strangers === 'none'
      ? []
      : [atPace(clock, strangersPerSecond, (turn) => send(warmContacts + turn, 'stranger'))]),
  ];

  return {
    seen,
    age,
    lookTwice: () => {
      mayLookAgain = true;
    },
    async stop() {
      mayLookAgain = false;
      for (const stop of stops) stop();
      await Promise.all(underway);
    },
  };
};
