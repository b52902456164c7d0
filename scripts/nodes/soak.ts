// What comes of one fault of Redis? Visits before, during and after it, and two forgets: one meanwhile, one afterwards.

import { visitorOf } from '../../sandbox/faults/fault-contacts.ts';
import type { Clock } from '../../server/clock.ts';
import { pause } from '../faults/skipping-clock.ts';
import type { Course } from './courses.ts';
import { changeAtDrift, forgetEverywhere, toldByAllAfter } from './forgotten.ts';
import type { RedisFault } from './redis-faults.ts';
import type { Stand } from './stand.ts';
import { firstLeftAlone, type Seen, sendVisits, warmUp } from './visits.ts';

export type Soaked = {
  readonly fault: RedisFault;
  readonly seen: readonly Seen[];
  /** The calls that Drift saw, forgets included. */
  readonly calls: number;
  /** Of the node that told most: lines of its log about Redis. */
  readonly linesTold: number;
  /** Milliseconds from the end of the fault until all nodes have done what one was told while it lasted; undefined: never. */
  readonly meanwhileReachedAll: number | undefined;
  /** Milliseconds that a forget takes to reach all nodes when all is well again; undefined: it does not. */
  readonly reachesAll: number | undefined;
};

/** Milliseconds. */
export const lasts = 8_000;
const before = 2_000;
const during = 4_000;
const intoIt = 1_000;
const watchedAtMost = 8_000;
/** Within so many milliseconds a forget is to reach all nodes. */
export const forgetWithin = 100;
const mostTries = 12;
const tryAgainAfter = 400;

/** So that whoever looks is no load. */
const lookEvery = 10;

const nodeThatForgets = 2;

const linesAboutRedis = (stand: Stand): number[] =>
  stand.nodes.map(({ lines }) => lines.filter((line) => /redis/i.test(line)).length);

/** Tries until it is fast, with another contact and another node each time. */
const untilTheyAgree = async (stand: Stand, clock: Clock): Promise<number | undefined> => {
  let reachesAll: number | undefined;
  for (let turn = 0; turn < mostTries; turn += 1) {
    const what = { index: firstLeftAlone + 1 + turn, at: turn % stand.nodes.length };
    reachesAll = await forgetEverywhere(stand, clock, what);
    if (reachesAll !== undefined && reachesAll < forgetWithin) break;
    await pause(clock, tryAgainAfter);
  }
  return reachesAll;
};

export const soak = async (
  fault: RedisFault,
  stand: Stand,
  course: Course,
  clock: Clock,
): Promise<Soaked> => {
  await warmUp(stand, clock);
  const index = firstLeftAlone;
  stand.drift.calls.reset();
  const linesBefore = linesAboutRedis(stand);
  const visits = sendVisits(stand, clock);

  await pause(clock, before);
  const name = await changeAtDrift(stand, index);
  await course.begin();
  await pause(clock, intoIt);
  await stand.forget(nodeThatForgets, visitorOf(index));
  await pause(clock, during - intoIt);
  await course.end();
  const ended = clock.now();

  const [meanwhileReachedAll] = await Promise.all([
    toldByAllAfter(stand, clock, { index, name, since: ended, watchedAtMost, pace: lookEvery }),
    pause(clock, lasts - before - during),
  ]);
  await visits.stop();
  const calls = stand.drift.calls.count();
  return {
    fault,
    seen: visits.seen,
    calls,
    // First the nodes come together, then it is counted what they have told of it.
    reachesAll: await untilTheyAgree(stand, clock),
    linesTold: Math.max(...linesAboutRedis(stand).map((lines, node) => lines - (linesBefore[node] ?? 0))),
    meanwhileReachedAll,
  };
};
