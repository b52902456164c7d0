// What does it cost when not every contact is remembered? Strangers among the visitors: never seen, by session or contact.

import { ownProgram } from '../contenders/own.ts';
import { type Measured, measure } from '../measure/measure.ts';
import { type Stand, whileServing } from '../measure/serving.ts';
import type { Plan } from '../plan.ts';
import { manyVisitors, writeTokens } from './visitors.ts';

/** How many of ten requests are a stranger's. */
export const strangersOfTen = [0, 1, 5] as const;

const knownVisitors = 1_000;
/** More than can come in one window. */
const strangersPerSecond = 8_000;

const range = (from: number, length: number): readonly number[] =>
  Array.from({ length }, (_, index) => from + index);

/** A stranger comes once: the server is a new one each time, and the load ends rather than send anybody again. */
export const tryHitRatio = (stand: Stand, plan: Plan, ofTen: number): Promise<Measured> => {
  const known = writeTokens(stand, 'tokens-known', range(0, knownVisitors));
  const strangers = writeTokens(
    stand,
    'tokens-strangers',
    range(knownVisitors, ofTen === 0 ? 0 : strangersPerSecond * plan.window),
  );
  return whileServing(
    stand,
    (place) => ownProgram(place, ['--by-id']),
    (serving) =>
      measure(
        serving,
        plan,
        manyVisitors(stand, knownVisitors, [known, String(ofTen), strangers]),
        manyVisitors(stand, knownVisitors, [known]),
      ),
  );
};

/** Microseconds of CPU for one miss: what is left when the hits among them have cost what hits alone cost. */
export const cpuOfMiss = (cpuOfAll: number, cpuOfHit: number, ofTen: number): number =>
  (cpuOfAll - cpuOfHit * (1 - ofTen / 10)) / (ofTen / 10);
