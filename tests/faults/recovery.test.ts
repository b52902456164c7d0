// When Drift is well again, does everything recover by itself? Each fault of the table, after an outage of some length.

import { afterEach, describe, expect, it } from '@jest/globals';
import type { Fault } from '../../sandbox/faults/fault.ts';
import { faults } from '../../sandbox/faults/fault-table.ts';
import { type FaultBench, minutes, openFaultBench, seconds } from './fault-bench.ts';

const known = 12;
const firstStranger = 50;
const recoversWithin = 10 * seconds;

let bench: FaultBench;
afterEach(() => bench.close());

/** Two visits a second for so many seconds: one of a known contact, one of a stranger by id. */
const sufferFor = async (length: number): Promise<void> => {
  for (let visit = 0; visit < 2 * length; visit += 1) {
    void bench.visit(visit % known);
    void bench.visitById(firstStranger + visit);
    await bench.pass(seconds / 2);
  }
};

const everybodyFrom = (stranger: number): Promise<string>[] => [
  ...Array.from({ length: known }, (_, index) => bench.visit(index)),
  bench.visit(stranger),
  bench.visitById(stranger + 1),
];

/** Whether everybody, strangers too, is given what Drift says now. */
const allIsWell = async (stranger: number): Promise<boolean> => {
  const telling = everybodyFrom(stranger);
  await bench.timed(Promise.all(telling).then(() => 'fresh' as const));
  return (await Promise.all(telling)).every((told) => told === 'fresh');
};

const openAndWarm = async (): Promise<void> => {
  bench = await openFaultBench();
  for (let index = 0; index < known; index += 1) expect(await bench.visit(index)).toBe('fresh');
  bench.skip(20 * minutes);
};

const sufferFrom = async (fault: Fault, length: number): Promise<void> => {
  await bench.drift.begin(fault);
  await sufferFor(length);
  await bench.drift.end();
};

/** Different lengths meet breaker, pauses and probes in different states. */
const lengths = [4, 26];
const outages = faults.flatMap((fault) => lengths.map((length) => ({ name: fault.name, length, fault })));

describe('ten seconds after Drift is well again', () => {
  it.each(outages)('everybody is answered as ever ($name for $length s)', async ({ fault, length }) => {
    await openAndWarm();
    await sufferFrom(fault, length);
    await bench.pass(recoversWithin);
    expect(await allIsWell(200)).toBe(true);
  });
});
