// Is that good enough? What is promised while Drift fails, held against what was seen.

import type { Soaked } from './soak.ts';
import type { Seen } from './visitors.ts';

/** Milliseconds. */
export const warmWithin = 250;
/** DRIFT_TIMEOUT, and a second for a slot. */
const strangerWithin = 3_000 + warmWithin;
const normalWithin = 10_000;
/** DRIFT_REQUESTS_PER_MINUTE. */
const callsPerMinute = 540;

export const isStranger = ({ group }: Seen): boolean => group === 'stranger';
export const isWarm = (seen: Seen): boolean => !isStranger(seen);

/** Where Drift itself says that there is nobody, that is the right answer. */
const isRight =
  ({ fault }: Soaked) =>
  ({ told }: Seen): boolean =>
    told === 'fresh' || told === 'stale' || (told === 'unknown' && fault.says === 'nobody');

const isTold =
  (soaked: Soaked) =>
  (seen: Seen): boolean =>
    isRight(soaked)(seen) || /^50[234] upstream_/.test(seen.told);

/** A machine that is busy with something else has taken that time, not the server. */
const isWithin =
  (milliseconds: number) =>
  ({ took, stoodStill }: Seen): boolean =>
    took - stoodStill <= milliseconds;

type Bound = readonly [promise: string, holds: (soaked: Soaked) => boolean];

const bounds: readonly Bound[] = [
  [
    'a visitor with a warm entry gets a correct 200',
    (soaked) => soaked.seen.filter(isWarm).every(isRight(soaked)),
  ],
  [
    `a visitor with a warm entry waits at most ${warmWithin} ms`,
    ({ seen }) => seen.filter(isWarm).every(isWithin(warmWithin)),
  ],
  [
    'a visitor never seen gets an answer or is told that Drift fails',
    (soaked) => soaked.seen.filter(isStranger).every(isTold(soaked)),
  ],
  [
    `a visitor never seen waits at most ${strangerWithin} ms`,
    ({ seen }) => seen.filter(isStranger).every(isWithin(strangerWithin)),
  ],
  [
    `Drift sees at most ${callsPerMinute} calls in any minute`,
    (soaked) => soaked.mostPerMinute <= callsPerMinute,
  ],
  ['nobody but Drift is called', ({ strays }) => strays === 0],
  [
    `everything is back to normal ${normalWithin / 1_000} s after the fault`,
    ({ normalAfter }) => normalAfter !== undefined && normalAfter <= normalWithin,
  ],
];

/** The promises that were broken, in words. */
export const brokenBy = (soaked: Soaked): readonly string[] =>
  bounds.filter(([, holds]) => !holds(soaked)).map(([promise]) => promise);
