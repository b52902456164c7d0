// While Drift fails, what does a steady stream get? 50 visitors a second over 200 warm contacts of three ages.
// Time goes by at the test's pace, so that a busy machine is not taken for a slow server; `npm run faults` uses a real clock.

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { faults } from '../../sandbox/faults/fault-table.ts';
import { type FaultBench, minutes, openFaultBench, seconds } from './fault-bench.ts';

const warmContacts = 200;
const perSecond = 50;
/** Milliseconds. */
const bound = 250;
/** DRIFT_TIMEOUT, so that nothing of the stream is under way any more. */
const untilTheLastCallIsOver = 3 * seconds;

/** How long ago each third of the contacts was asked for when the fault begins. */
const ages = [
  { group: 0, leftAlone: 10 * minutes },
  { group: 1, leftAlone: 7 * minutes },
  { group: 2, leftAlone: 0 },
];
const everyone = Array.from({ length: warmContacts }, (_, index) => index);

let bench: FaultBench;
beforeEach(async () => {
  bench = await openFaultBench();
  for (const { group, leftAlone } of ages) {
    const visits = everyone.filter((index) => index % ages.length === group).map(bench.visit);
    await bench.timed(Promise.all(visits).then(() => 'fresh' as const));
    expect(new Set(await Promise.all(visits))).toEqual(new Set(['fresh']));
    bench.skip(leftAlone);
  }
  bench.drift.reset();
});
afterEach(() => bench.close());

const stream = async () => {
  const visits = [];
  for (const index of everyone) {
    visits.push(bench.clocked(bench.visit(index)));
    await bench.pass(seconds / perSecond);
  }
  await bench.pass(untilTheLastCallIsOver);
  return Promise.all(visits);
};

describe('every visitor with a warm entry gets a correct 200 within 250 ms', () => {
  it.each(faults.map((fault) => ({ name: fault.name, fault })))('while Drift: $name', async ({ fault }) => {
    await bench.drift.begin(fault);
    const seen = await stream();

    const right = ['fresh', 'stale', ...(fault.says === 'nobody' ? ['unknown'] : [])];
    expect(seen.filter(({ told }) => !right.includes(told))).toEqual([]);
    expect(seen.filter(({ after }) => after > bound)).toEqual([]);
  });

  it('and the stream asks Drift: nobody is served from memory alone', async () => {
    await stream();
    expect(bench.drift.calls.length).toBeGreaterThan(0);
  });
});
