// Who comes while Redis fails? A steady stream over contacts that every node remembers, and others that it must look for.

import { visitorOf } from '../../sandbox/faults/fault-contacts.ts';
import type { Clock } from '../../server/clock.ts';
import { atPace } from '../faults/at-pace.ts';
import { pause } from '../faults/skipping-clock.ts';
import { watchStandstill } from '../faults/standstill.ts';
import { type Told, toldBy } from '../faults/told.ts';
import type { Stand } from './stand.ts';

/** `warm`: each node remembers the contact. `shared`: another node has asked for it. `cold`: nobody has. */
export type Group = 'warm' | 'shared' | 'cold';

export type Seen = {
  readonly group: Group;
  readonly told: Told;
  /** Milliseconds until the whole answer was there. */
  readonly took: number;
  /** In so many of them this whole process stood still. */
  readonly stoodStill: number;
};

export const warmContacts = 200;
export const visitsPerSecond = 50;
export const sharedPerSecond = 2;
export const coldPerSecond = 2;

const sharedContacts = 40;
const coldContacts = 40;
const firstShared = warmContacts;
const firstCold = firstShared + sharedContacts;
/** From here on nobody comes by itself; so many are there. */
export const firstLeftAlone = firstCold + coldContacts;
export const contactCount = firstLeftAlone + 40;

const numbers = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => from + at);

const mostAttempts = 20;
const againAfter = 200;

/** Asks node number `node` for each contact until it is told what Drift knows. */
const remember = async (
  { ask }: Stand,
  clock: Clock,
  node: number,
  indices: readonly number[],
): Promise<void> => {
  let missing = indices;
  for (let attempt = 0; attempt < mostAttempts && missing.length > 0; attempt += 1) {
    if (attempt > 0) await pause(clock, againAfter);
    const answers = await Promise.all(missing.map((index) => ask(node, visitorOf(index))));
    missing = missing.filter((index, at) => {
      const answer = answers[at];
      return answer === undefined || toldBy(index, answer.status, answer.body) !== 'fresh';
    });
  }
  if (missing.length > 0) throw new Error('the contacts could not be warmed');
};

/** Each node is asked for the warm contacts, the first one for the shared ones too. */
export const warmUp = async (stand: Stand, clock: Clock): Promise<void> => {
  await remember(stand, clock, 0, numbers(firstShared, sharedContacts));
  for (const node of stand.nodes.keys()) await remember(stand, clock, node, numbers(0, warmContacts));
};

export type Visits = {
  readonly seen: readonly Seen[];
  /** Sends no more; resolves when all have been answered. */
  stop(): Promise<void>;
};

export const sendVisits = (stand: Stand, clock: Clock): Visits => {
  const standstill = watchStandstill(clock);
  const seen: Seen[] = [];
  const underway = new Set<Promise<void>>();

  const send = (group: Group, node: number, index: number): void => {
    const begun = clock.now();
    const visiting = stand.ask(node, visitorOf(index)).then(({ status, body }) => {
      const ended = clock.now();
      const stoodStill = standstill.between(begun, ended);
      seen.push({ group, told: toldBy(index, status, body), took: ended - begun, stoodStill });
      underway.delete(visiting);
    });
    underway.add(visiting);
  };
  const count = stand.nodes.length;
  const others = count - 1;
  const stops = [
    standstill.stop,
    atPace(clock, visitsPerSecond, (turn) => send('warm', turn % count, turn % warmContacts)),
    atPace(clock, sharedPerSecond, (turn) =>
      send('shared', 1 + (turn % others), firstShared + (turn % sharedContacts)),
    ),
    atPace(clock, coldPerSecond, (turn) => send('cold', turn % count, firstCold + (turn % coldContacts))),
  ];

  return {
    seen,
    async stop() {
      for (const stop of stops) stop();
      await Promise.all(underway);
    },
  };
};
