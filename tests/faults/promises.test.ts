// Whatever Drift does, what does one visitor get, how soon, and how often is Drift asked? Each fault of the table in turn.

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { faults } from '../../sandbox/faults/fault-table.ts';
import { type FaultBench, minutes, openFaultBench, seconds } from './fault-bench.ts';

type Promised = {
  /** What a visitor is told whose contact was never asked for. */
  readonly stranger: string;
  /** Milliseconds until then, at most. */
  readonly within: number;
  /** The calls that Drift sees for that: one, and where another may go better one more. */
  readonly calls: number;
  /** What a visitor is told whose entry is too old to be served without asking. */
  readonly old: string;
};

const atOnce = 250;
/** DRIFT_TIMEOUT, and what the machine needs to notice. */
const atTheDeadline = 2_000 + 50;

const promised = (stranger: string, within: number, calls: number, old = 'stale'): Promised => ({
  stranger,
  within,
  calls,
  old,
});
const invalid = promised('502 upstream_invalid', atOnce, 1);
const rejected = promised('502 upstream_rejected', atOnce, 1);
const busy = promised('503 upstream_busy', atOnce, 1);
const unavailableOnce = promised('503 upstream_unavailable', atOnce, 1);
const unavailableTwice = promised('503 upstream_unavailable', atOnce, 2);
const tooLate = promised('504 upstream_timeout', atTheDeadline, 1);

const promises: Readonly<Record<string, Promised>> = {
  refuses: promised('503 upstream_unavailable', atOnce, 0),
  'resets mid-body': unavailableTwice,
  'black hole': tooLate,
  'delays 10 s': tooLate,
  'drips 1 B/s': tooLate,
  'truncated gzip': invalid,
  'length too long': tooLate,
  'length too short': invalid,
  'endless body': invalid,
  'HTML with 200': invalid,
  'wrong JSON': invalid,
  'broken JSON': invalid,
  'another contact': invalid,
  'duplicate keys': invalid,
  '301 elsewhere': invalid,
  '401': rejected,
  '403': rejected,
  '404 in bursts': promised('unknown', atOnce, 1, 'unknown'),
  '429': busy,
  '429 with Retry-After': busy,
  '500': unavailableOnce,
  '502': unavailableTwice,
  '503': unavailableTwice,
};

/** What a call and its second attempt need in the background, whatever comes of them. */
const aWhile = 3 * seconds;

let bench: FaultBench;
beforeEach(async () => {
  bench = await openFaultBench();
});
afterEach(() => bench.close());

/** Visitor 0 came so long ago; Drift has not been asked since. */
const cameBefore = async (milliseconds: number): Promise<void> => {
  expect(await bench.visit(0)).toBe('fresh');
  bench.skip(milliseconds);
  bench.drift.reset();
};

it('a promise is made for every fault of the table', () => {
  expect(Object.keys(promises).sort()).toEqual(faults.map(({ name }) => name).sort());
});

describe.each(faults.map((fault) => ({ fault, name: fault.name })))(
  'while Drift $name',
  ({ fault, name }) => {
    const { stranger, within, calls, old } = promises[name] ?? promised('nothing', 0, 0);

    it('a fresh entry is served, and Drift is not asked', async () => {
      await cameBefore(1 * minutes);
      await bench.drift.begin(fault);
      expect(await bench.visit(0)).toBe('fresh');
      expect(bench.drift.calls).toHaveLength(0);
    });

    it('an entry past its freshness is served at once, marked stale, for one refresh', async () => {
      await cameBefore(7 * minutes);
      await bench.drift.begin(fault);
      expect(await bench.visit(0)).toBe('stale'); // without any time going by
      await bench.pass(aWhile);
      expect(bench.drift.calls).toHaveLength(calls);
    });

    it('an old entry is served within 250 ms, marked stale', async () => {
      await cameBefore(20 * minutes);
      await bench.drift.begin(fault);
      const { told, after } = await bench.timed(bench.visit(0));
      expect(told).toBe(old);
      expect(after).toBeLessThanOrEqual(250);
    });

    it(`a visitor never seen is told ${stranger} within ${within} ms`, async () => {
      await bench.drift.begin(fault);
      const { told, after } = await bench.timed(bench.visit(0));
      expect(told).toBe(stranger);
      expect(after).toBeLessThanOrEqual(within);
      expect(bench.drift.calls).toHaveLength(calls);
    });

    it('thirty seconds of visits by one visitor cost Drift five calls at most', async () => {
      await cameBefore(20 * minutes);
      await bench.drift.begin(fault);
      for (let visit = 0; visit < 120; visit += 1) {
        void bench.visit(0);
        await bench.pass(seconds / 4);
      }
      expect(bench.drift.calls.length).toBeLessThanOrEqual(5);
    });
  },
);
