import { beforeEach, describe, expect, it } from '@jest/globals';
import { createHearing, type Hearing } from '../../../server/cache/hearing.ts';
import { createKnownNumbers, type KnownNumbers } from '../../../server/cache/known-numbers.ts';
import { createMemoryStore, type MemoryStore } from '../../../server/cache/memory.ts';
import { createOwedStrikes } from '../../../server/cache/owed-strikes.ts';
import { createRecentStrikes } from '../../../server/cache/recent-strikes.ts';
import type { SharedStore, Strike } from '../../../server/cache/shared-store.ts';
import { contactEntry } from '../../support/contacts.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

type History = NonNullable<Awaited<ReturnType<SharedStore['strikesSince']>>>;

let clock: ManualClock;
let memory: MemoryStore;
let numbers: KnownNumbers;
let hearing: Hearing;
let says: History;
let asked: number[];
let whileAsked: () => void;

const by = (node: string, number: number): Strike => ({
  number,
  kind: 'expire',
  node,
  given: ['id:9'],
  names: ['id:9'],
});
const shared = {
  strikesSince: async (number: number) => {
    asked.push(number);
    const told = says;
    await Promise.resolve();
    whileAsked();
    return told;
  },
  strike: async () => ({ number: says.number, count: 0 }),
};

beforeEach(() => {
  clock = createManualClock();
  memory = createMemoryStore({ maxContacts: 10, maxBytes: 1024 * 1024 }, clock);
  memory.write('id:1', contactEntry(['id:1']), 0);
  numbers = createKnownNumbers();
  says = { number: 100, strikes: [], whole: true, readable: true };
  asked = [];
  whileAsked = () => {};
  hearing = createHearing({
    ...{ node: 'me', memory, numbers, shared, clock },
    isUp: () => true,
    owed: createOwedStrikes(),
    recent: createRecentStrikes(clock),
    strikes: { settle: async () => {} },
  });
});
const isFresh = (): boolean => memory.read('id:1')?.expired === false;

describe('the number up to which everything was heard', () => {
  it.each(['me', 'another'])('rises with a strike of %s that is heard', async (node) => {
    hearing.struck(by(node, 120));
    await hearing.catchUp(shared);
    expect(asked).toEqual([120]);
  });

  it('is what Redis said when it was last asked', async () => {
    await hearing.catchUp(shared);
    await hearing.catchUp(shared);
    expect(asked).toEqual([0, 100]);
  });
});

describe('the number that is known to new questions', () => {
  it('is the latest that was heard, and of those from before what was known then', () => {
    hearing.struck(by('another', 120));
    const then = memory.latestForget();
    hearing.struck(by('me', 130));
    expect([numbers.at(then), numbers.at(memory.latestForget())]).toEqual([120, 130]);
    expect(memory.latestForget()).toBeGreaterThan(then);
  });

  it('falls when the counter has fallen, for every question there was', async () => {
    hearing.struck(by('another', 900));
    const then = memory.latestForget();
    await hearing.catchUp(shared);
    expect([numbers.at(then), numbers.at(memory.latestForget())]).toEqual([0, 100]);
  });
});

describe('a doubt', () => {
  it('teaches the number and leaves memory as it is, though Redis knows less than was heard', async () => {
    says = { number: 500, strikes: [], whole: false, readable: true };
    await hearing.doubt();
    expect([numbers.at(memory.latestForget()), isFresh()]).toEqual([500, true]);
  });

  it('expires everything when the counter has fallen', async () => {
    hearing.struck(by('another', 900));
    await hearing.doubt();
    expect(isFresh()).toBe(false);
  });

  it('does not take what is heard meanwhile for a counter that has fallen', async () => {
    hearing.struck(by('another', 90));
    whileAsked = () => hearing.struck(by('another', 120));
    await hearing.doubt();
    expect(isFresh()).toBe(true);
  });

  it('is looked into at most once a second', async () => {
    await hearing.doubt();
    clock.advance(999);
    await hearing.doubt();
    expect(asked).toHaveLength(1);
    clock.advance(1);
    await hearing.doubt();
    expect(asked).toHaveLength(2);
  });
});
