// When has a forget reached everybody? Each node is asked as fast as it answers, until none tells the old any more.

import { visitorOf } from '../../sandbox/faults/fault-contacts.ts';
import type { Clock } from '../../server/clock.ts';
import { pause } from '../faults/skipping-clock.ts';
import { watchStandstill } from '../faults/standstill.ts';
import { nameIn, rename, type Stand } from './stand.ts';

/** Milliseconds: far more than a forget may take. */
const afterForget = 1_000;
/** So many answers in succession must tell the new: the old might come back. */
const believedAfter = 20;

/** Changes contact number `index` at Drift after every node has told it, so that whoever tells the old has not forgotten. */
export const changeAtDrift = async (stand: Stand, index: number): Promise<string> => {
  const sub = visitorOf(index);
  await Promise.all(stand.nodes.map((_node, at) => stand.ask(at, sub)));
  return rename(stand.drift, index, `Visitor ${index}, changed`);
};

export type Watch = {
  readonly index: number;
  /** The first name that is new. */
  readonly name: string;
  /** On the clock. */
  readonly since: number;
  /** Milliseconds. */
  readonly watchedAtMost: number;
  /** Milliseconds between an answer and the next question; without it there are none. */
  readonly pace?: number;
};

/** Milliseconds from `since` to when the last node was asked that told anything but `name`; undefined: some never stopped. */
export const toldByAllAfter = async (
  stand: Stand,
  clock: Clock,
  { index, name, since, watchedAtMost, pace = 0 }: Watch,
): Promise<number | undefined> => {
  const askUntilChanged = async (at: number): Promise<number | undefined> => {
    let latestOld = 0;
    let inSuccession = 0;
    while (clock.now() - since < watchedAtMost) {
      const asked = clock.now();
      const isNew = nameIn(await stand.ask(at, visitorOf(index))) === name;
      inSuccession = isNew ? inSuccession + 1 : 0;
      if (!isNew) latestOld = asked - since;
      if (inSuccession === believedAfter) return latestOld;
      if (pace > 0) await pause(clock, pace);
    }
    return undefined;
  };
  const standstill = watchStandstill(clock);
  const times = await Promise.all(stand.nodes.map((_node, at) => askUntilChanged(at)));
  standstill.stop();
  const known = times.filter((time) => time !== undefined);
  if (known.length < times.length) return undefined;
  const latest = Math.max(...known);
  return latest - standstill.between(since, since + latest);
};

/** Milliseconds from a forget on node number `at` to the last old answer of any node; undefined: it never came. */
export const forgetEverywhere = async (
  stand: Stand,
  clock: Clock,
  { index, at }: { readonly index: number; readonly at: number },
): Promise<number | undefined> => {
  const name = await changeAtDrift(stand, index);
  const since = clock.now();
  const [after] = await Promise.all([
    toldByAllAfter(stand, clock, { index, name, since, watchedAtMost: afterForget }),
    stand.forget(at, visitorOf(index)),
  ]);
  return after;
};
