// Time in the simulation: it jumps from one event to the next, in order, and waits for nothing.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createAgenda } from '../../../benchmarks/capacity/agenda.ts';
import { day } from '../../../benchmarks/capacity/traffic.ts';
import { createVirtualClock } from '../../../benchmarks/capacity/virtual-clock.ts';
import { systemClock } from '../../../server/clock.ts';

describe('the agenda', () => {
  it('gives what falls due in the order of time, and of entry where the time is the same', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (dues) => {
        const agenda = createAgenda();
        const done: (readonly [number, number])[] = [];
        dues.forEach((due, order) => {
          agenda.add(due, () => {
            done.push([due, order]);
            return 'done';
          });
        });
        for (let item = agenda.takeUntil(20); item !== undefined; item = agenda.takeUntil(20)) item.action();
        expect(done).toEqual(
          dues.map((due, order) => [due, order] as const).toSorted(([a, x], [b, y]) => a - b || x - y),
        );
      }),
    );
  });

  it('gives nothing that was cancelled, and nothing that is due later', () => {
    const agenda = createAgenda();
    agenda.add(1, () => 'done')();
    agenda.add(3, () => 'done');
    expect(agenda.takeUntil(2)).toBeUndefined();
    expect(agenda.takeUntil(3)?.due).toBe(3);
  });
});

describe('the virtual clock', () => {
  it('lets a day go by without waiting', async () => {
    const clock = createVirtualClock(0);
    let rung = 0;
    clock.after(day, () => {
      rung = clock.now();
    });
    const before = systemClock.now();
    await clock.runUntil(2 * day);
    expect([rung, clock.now()]).toEqual([day, 2 * day]);
    expect(systemClock.now() - before).toBeLessThan(5_000);
  });

  it('lets promises have their consequences before the next moment comes', async () => {
    const clock = createVirtualClock(0);
    const seen: number[] = [];
    const wait = (time: number): Promise<void> => new Promise((resolve) => clock.after(time, resolve));
    const walk = async (): Promise<void> => {
      await wait(10);
      seen.push(clock.now());
      await Promise.resolve().then(() => undefined);
      await wait(5);
      seen.push(clock.now());
    };
    void walk();
    clock.after(100, () => seen.push(clock.now()));
    await clock.runUntil(200);
    expect(seen).toEqual([10, 15, 100]);
  });

  it('stops where it is told to', async () => {
    const clock = createVirtualClock(0);
    for (const moment of [1, 2, 3]) clock.after(moment, () => {});
    await clock.runUntil(10, () => clock.now() < 2);
    expect(clock.now()).toBe(2);
  });
});
