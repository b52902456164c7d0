import { beforeEach, describe, expect, it } from '@jest/globals';
import { createBatch } from '../../../server/drift/batch.ts';
import { createBreaker } from '../../../server/drift/breaker.ts';
import { type Budget, createBudget } from '../../../server/drift/budget.ts';
import { type Arrive, createDepartures, type Departures } from '../../../server/drift/departures.ts';
import { createSharedDepartures } from '../../../server/drift/shared-departures.ts';
import type { ProxyError } from '../../../server/errors.ts';
import type { Lane } from '../../../server/lookup/ports.ts';
import { contact, ref } from '../../support/contacts.ts';
import { settle } from '../../support/held-fetch.ts';
import { createHeldSlots, type HeldSlots } from '../../support/held-slots.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

type Asked = { gist: string; at: number };

let clock: ManualClock;
let budget: Budget;
let departures: Departures;
let slots: HeldSlots;
let calls: string[][];
let find: ReturnType<typeof createBatch>;

type Options = { perMinute?: number; concurrency?: number; patience?: number; nodes?: 'one' | 'several' };
/** Each call is answered at once, and has found everybody. */
const open = ({ perMinute = 100, concurrency = 32, patience = 3_000, nodes = 'one' }: Options): void => {
  clock = createManualClock();
  calls = [];
  slots = createHeldSlots(perMinute);
  budget = createBudget({ perMinute, clock, random: () => 0.5 });
  departures = createDepartures({ budget, breaker: createBreaker(clock), concurrency, clock });
  const anywhere = createSharedDepartures({ departures, sharedSlots: slots, budget, clock });
  const call = (ids: readonly string[], slot: Arrive | undefined): void => {
    calls.push([...ids]);
    slot?.('good');
  };
  find = createBatch({
    findTogether: async (ids, _lane, slot) => {
      call(ids, slot);
      return ids.map((externalId) => contact('1', { externalId }));
    },
    findAlone: async ({ value }, _lane, slot) => {
      call([value], slot);
      return contact('1', { externalId: value });
    },
    slotFor: nodes === 'one' ? departures.depart : anywhere.depart,
    onShut: () => {},
    patience,
    clock,
  });
};

const pass = async (milliseconds: number): Promise<void> => {
  await settle();
  for (let gone = 0; gone < milliseconds; gone += 10) {
    clock.advance(Math.min(10, milliseconds - gone));
    await settle();
  }
};
const ask = (externalId: string, lane: Lane = 'visitor'): Asked => {
  const asked: Asked = { gist: 'waiting', at: Number.NaN };
  find(ref('external', externalId), lane).then(
    ({ kind }) => Object.assign(asked, { gist: kind, at: clock.now() }),
    ({ code, retryAfter }: ProxyError) =>
      Object.assign(asked, { gist: `${code} ${retryAfter}`, at: clock.now() }),
  );
  return asked;
};
const names = (count: number, from = 0): string[] => Array.from({ length: count }, (_, n) => `u${from + n}`);
/** One comes every so many milliseconds. */
const comeOneByOne = async (count: number, every: number): Promise<Asked[]> => {
  const asked: Asked[] = [];
  for (const name of names(count)) {
    asked.push(ask(name));
    await pass(every);
  }
  return asked;
};
const outcomes = (asked: readonly Asked[]): string[] => asked.map(({ gist, at }) => `${gist} at ${at}`);

/** The only slot of the minute is spent, and the next one opens in so many milliseconds. */
const noSlotFor = async (milliseconds: number, options: Options = {}): Promise<void> => {
  open({ perMinute: 1, ...options });
  budget.take('visitor')?.('made');
  await pass(60_001 - milliseconds);
};

describe('while no slot is free, those who come', () => {
  it('travel together in the next call', async () => {
    await noSlotFor(900);
    const asked = await comeOneByOne(9, 100);
    expect(calls).toEqual([names(9)]);
    expect(outcomes(asked)).toEqual(names(9).map(() => 'contact at 60001'));
  });

  it('travel together also when it is the others who have taken the slots', async () => {
    open({ nodes: 'several' });
    slots.say(300, 300, 300);
    const asked = await comeOneByOne(9, 100);
    expect(calls).toEqual([names(9)]);
    expect(outcomes(asked)).toEqual(names(9).map(() => 'contact at 900'));
  });

  it('travel together when too many calls are under way', async () => {
    open({ concurrency: 1 });
    const arrive = await departures.depart('visitor');
    await comeOneByOne(5, 100);
    arrive('good');
    await settle();
    expect(calls).toEqual([names(5)]);
  });

  it('are never more than fifty in a call; the others gather behind them, and need a slot of their own', async () => {
    open({ concurrency: 1 });
    const arrive = await departures.depart('visitor');
    await comeOneByOne(60, 10);
    await pass(120);
    expect(departures.waiting).toBe(2);
    arrive('good');
    await settle();
    expect(calls).toEqual([names(50), names(10, 50)]);
  });

  it('stand in line behind whoever came before the first of them', async () => {
    open({ concurrency: 1 });
    const arrive = await departures.depart('visitor');
    let single: Arrive | undefined;
    void departures.depart('visitor').then((taken) => {
      single = taken;
    });
    await comeOneByOne(3, 10);
    arrive('good');
    await settle();
    expect(calls).toEqual([]);
    single?.('good');
    await settle();
    expect(calls).toEqual([names(3)]);
  });
});

describe('for that, nobody', () => {
  beforeEach(() => noSlotFor(900, { nodes: 'several' }));

  it('waits longer than a second in line; who came later goes on without them', async () => {
    slots.say(500);
    const [early] = [ask('early')];
    await pass(600);
    const late = ask('late');
    await pass(1_000);
    // The slot of 900 was another node's, and the next comes 1,400 after the first of them did.
    expect(outcomes([early, late])).toEqual(['upstream_busy 1 at 60001', `contact at ${60_001 + 500}`]);
    expect(calls).toEqual([['late']]);
  });

  it('waits longer than a second after having joined, either', async () => {
    open({ concurrency: 1 });
    await departures.depart('visitor');
    const early = ask('early');
    await pass(600);
    const late = ask('late');
    await pass(2_000);
    expect(outcomes([early, late])).toEqual(['upstream_busy 1 at 1000', 'upstream_busy 1 at 1600']);
  });

  it('has to wait when no slot comes in time: all of them are told when one does', async () => {
    slots.say(7_300);
    const asked = await comeOneByOne(5, 100);
    await pass(500);
    expect(outcomes(asked)).toEqual(asked.map(() => 'upstream_busy 8 at 60001'));
    expect(calls).toEqual([]);
  });
});

describe('while a slot is free', () => {
  it.each(['one', 'several'] as const)('nobody waits for company (%s)', async (nodes) => {
    open({ nodes });
    ask('u0');
    ask('u1');
    await settle();
    expect(calls).toEqual([['u0']]);
  });
});

describe('a slot', () => {
  it('that comes when all have given up is given back', async () => {
    await noSlotFor(900, { patience: 500 });
    const asked = ask('u0');
    await pass(900);
    expect([asked.gist, calls, budget.remaining()]).toEqual(['upstream_timeout undefined', [], 1]);
    expect([departures.underway, departures.waiting]).toEqual([0, 0]);
  });

  it('that comes when some have given up is for the others', async () => {
    await noSlotFor(900, { patience: 500 });
    ask('u0');
    await pass(500);
    ask('u1');
    await pass(400);
    expect(calls).toEqual([['u1']]);
  });
});
