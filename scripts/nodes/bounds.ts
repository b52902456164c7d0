// Is that good enough? What is promised while Redis fails, held against what was seen.

import { forgetWithin, type Soaked } from './soak.ts';
import type { Seen } from './visits.ts';

/** Milliseconds. */
export const warmWithin = 300;
const meanwhileWithin = 5_000;
/** One when it begins, one when it ends. */
const mostLines = 2;

export const isWarm = ({ group }: Seen): boolean => group === 'warm';
/** Redis is no reason for anything but the visitor's own attributes. */
export const isRight = ({ told }: Seen): boolean => told === 'fresh' || told === 'stale';

/** A machine that is busy with something else has taken that time, not a node. */
const isWithin = ({ took, stoodStill }: Seen): boolean => took - stoodStill <= warmWithin;

type Bound = readonly [promise: string, holds: (soaked: Soaked) => boolean];

const bounds: readonly Bound[] = [
  ['nobody gets what is not theirs', ({ seen }) => seen.every(({ told }) => told !== 'wrong')],
  ['every visitor gets a correct 200', ({ seen }) => seen.every(isRight)],
  [
    `a visitor with a warm entry waits at most ${warmWithin} ms`,
    ({ seen }) => seen.filter(isWarm).every(isWithin),
  ],
  [`a node tells of it in at most ${mostLines} lines`, ({ linesTold }) => linesTold <= mostLines],
  [
    `what one node was told to forget meanwhile all have forgotten ${meanwhileWithin / 1_000} s after the end`,
    ({ meanwhileReachedAll }) => meanwhileReachedAll !== undefined && meanwhileReachedAll <= meanwhileWithin,
  ],
  [
    `afterwards a forget reaches all nodes within ${forgetWithin} ms`,
    ({ reachesAll }) => reachesAll !== undefined && reachesAll < forgetWithin,
  ],
];

/** The promises that were broken, in words. */
export const brokenBy = (soaked: Soaked): readonly string[] =>
  bounds.filter(([, holds]) => !holds(soaked)).map(([promise]) => promise);
