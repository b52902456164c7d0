// In real time: 50 visitors a second over 200 warm contacts, a third of them fresh, a third past fresh, a third old.

import { describe, expect, it } from '@jest/globals';
import type { Fault } from '../../sandbox/faults/fault.ts';
import { faults } from '../../sandbox/faults/fault-table.ts';
import { createSkippingClock, pause } from '../../scripts/faults/skipping-clock.ts';
import { openStand } from '../../scripts/faults/stand.ts';
import { watchStandstill } from '../../scripts/faults/standstill.ts';
import { contacts, type Seen, sendVisitors, warmUp } from '../../scripts/faults/visitors.ts';
import { systemClock } from '../../server/clock.ts';

/** What fifty a second are in a second; a machine that is busy takes longer to send them. */
const visits = 50;
/** Milliseconds. */
const bound = 250;
/** Faults that are tried side by side, each with a server of its own. */
const atOnce = 4;

type Served = {
  readonly name: string;
  readonly fault: Fault;
  readonly seen: readonly Seen[];
  /** The server's own times by request id, without those in which the whole process stood still. */
  readonly times: ReadonlyMap<string, number>;
};

const serveThrough = async (fault: Fault): Promise<Served> => {
  const clock = createSkippingClock(systemClock);
  const standstill = watchStandstill(clock);
  const times = new Map<string, number>();
  const write = (line: string): void => {
    const { requestId, duration } = JSON.parse(line);
    if (requestId === undefined) return;
    times.set(requestId, duration - standstill.between(clock.now() - duration, clock.now()));
  };
  const stand = await openStand({ contacts, clock, random: Math.random, write });
  try {
    await warmUp(stand, clock);
    await stand.drift.begin(fault);
    const visitors = sendVisitors({ stand, clock, strangers: 'none' });
    while (visitors.seen.length < visits) await pause(clock, 10);
    await visitors.stop();
    return { name: fault.name, fault, seen: visitors.seen, times };
  } finally {
    standstill.stop();
    await stand.close();
  }
};

const rounds = faults
  .map((_, index) => faults.slice(index, index + atOnce))
  .filter((_, index) => index % atOnce === 0);

describe.each(rounds.map((round) => ({ round, names: round.map(({ name }) => name).join(', ') })))(
  'a visitor with a warm entry ($names)',
  ({ round }) => {
    it('gets a correct 200, fresh or stale, within 250 ms', async () => {
      for (const { name, fault, seen, times } of await Promise.all(round.map(serveThrough))) {
        const right = ['fresh', 'stale', ...(fault.says === 'nobody' ? ['unknown'] : [])];
        expect(seen.filter(({ told }) => !right.includes(told)).map(({ told }) => [name, told])).toEqual([]);
        const slow = seen.map(({ id }) => times.get(id) ?? Number.NaN).filter((time) => !(time <= bound));
        expect(slow.map((time) => [name, time])).toEqual([]);
      }
    });
  },
);
