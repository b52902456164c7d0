import { expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { createConnection } from '../../../../server/cache/redis/connection.ts';
import type { Script } from '../../../../server/cache/redis/script.ts';
import type { Clock } from '../../../../server/clock.ts';
import { createManualClock } from '../../../support/manual-clock.ts';

const script: Script<unknown> = { name: 'any', lua: 'return 1', read: (reply) => reply };

/** A connection on a clock of its own, to a server that greets; `call` is how it answers scripts. Its sockets never close. */
const connectionOn = (clock: Clock, call: () => Promise<unknown>) => {
  const client = Object.assign(new Redis({ lazyConnect: true }), { eval: async () => 1, call });
  const lost: string[] = [];
  const connection = createConnection({
    connect: () => ({ client: Promise.resolve(client), end: () => new Promise(() => {}) }),
    clock,
    hearing: new Map(),
    lost: (reason) => lost.push(reason),
    refused: () => {},
  });
  return { connection, lost };
};

const connectionTo = (call: () => Promise<unknown>) => {
  const clock = createManualClock();
  return { clock, ...connectionOn(clock, call) };
};

const never = (): Promise<never> => new Promise(() => {});

it('a connection lets go of all that wait as soon as the first was silent for 150 ms', async () => {
  const { connection, clock, lost } = connectionTo(never);
  await connection.opened;
  const first = connection.run(script, [], []);
  clock.advance(100);
  const second = connection.run(script, [], []);
  clock.advance(49);
  expect(connection.isLost).toBe(false);
  clock.advance(1);
  expect(await Promise.all([first, second, connection.run(script, [], [])])).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(lost).toEqual(['timeout']);
  expect(clock.waiting).toBe(0);
});

it('a connection keeps no timer for a script that was answered', async () => {
  const { connection, clock, lost } = connectionTo(async () => 7);
  await connection.opened;
  expect(await connection.run(script, [], [])).toBe(7);
  expect(clock.waiting).toBe(0);
  expect(lost).toEqual([]);
});

it('a connection that is closed tells nobody that it is lost', async () => {
  const { connection, lost } = connectionTo(never);
  await connection.opened;
  const waiting = connection.run(script, [], []);
  void connection.close();
  expect(await waiting).toBeUndefined();
  expect(lost).toEqual([]);
});

/** Stands still and then looks once at its timers, as a process does that was busy. */
const createStallingClock = () => {
  let now = 0;
  let timers: { readonly due: number; readonly action: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    wall: () => now,
    after(delay, action) {
      const timer = { due: now + delay, action };
      timers.push(timer);
      return () => {
        timers = timers.filter((other) => other !== timer);
      };
    },
  };
  const stall = (milliseconds: number): void => {
    now += milliseconds;
    for (const { due, action } of timers.splice(0)) {
      if (due <= now) action();
      else clock.after(due - now, action);
    }
  };
  return { clock, stall };
};

it('a connection is not lost to a process that stood still, however long', async () => {
  const { clock, stall } = createStallingClock();
  const { connection, lost } = connectionOn(clock, never);
  await connection.opened;
  void connection.run(script, [], []);
  stall(10_000);
  stall(10_000);
  expect(lost).toEqual([]);
  for (let turn = 0; turn < 10; turn += 1) stall(30);
  expect(lost).toEqual(['timeout']);
});
