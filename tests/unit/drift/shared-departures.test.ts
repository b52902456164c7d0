import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { constant, type Reloading } from '../../../config/reloading.ts';
import { composeDrift, type DriftSide } from '../../../server/compose-drift.ts';
import { type Breaker, createBreaker } from '../../../server/drift/breaker.ts';
import { type Budget, createBudget } from '../../../server/drift/budget.ts';
import { type Arrive, createDepartures, type Departures } from '../../../server/drift/departures.ts';
import { createSharedDepartures, type SharedDepartures } from '../../../server/drift/shared-departures.ts';
import type { ProxyError } from '../../../server/errors.ts';
import type { Lane } from '../../../server/lookup/ports.ts';
import { ref } from '../../support/contacts.ts';
import { body, type FakeDrift, json, startFakeDrift } from '../../support/fake-drift.ts';
import { settle } from '../../support/held-fetch.ts';
import { createHeldSlots, type HeldSlots } from '../../support/held-slots.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { until } from '../../support/until.ts';

let clock: ManualClock;
let slots: HeldSlots;

describe('a call that all nodes count', () => {
  let budget: Budget;
  let breaker: Breaker;
  let here: Departures;
  let departures: SharedDepartures;

  const open = ({ perMinute = 100, concurrency = 32 } = {}): void => {
    clock = createManualClock();
    slots = createHeldSlots(perMinute);
    budget = createBudget({ perMinute, share: slots.perMinute, clock, random: () => 0.5 });
    breaker = createBreaker(clock);
    here = createDepartures({ budget, breaker, concurrency, clock });
    departures = createSharedDepartures({ departures: here, sharedSlots: slots, budget, clock });
  };
  beforeEach(() => open());

  type Traveller = { gist: string; at: number; arrive: Arrive };
  const send = async (lane: Lane = 'visitor'): Promise<Traveller> => {
    const traveller: Traveller = { gist: 'waiting', at: Number.NaN, arrive: () => {} };
    departures.depart(lane).then(
      (arrive) => Object.assign(traveller, { gist: 'left', at: clock.now(), arrive }),
      ({ code, reason, retryAfter }: ProxyError) =>
        Object.assign(traveller, { gist: `${code} ${reason} ${retryAfter}`, at: clock.now() }),
    );
    await settle();
    return traveller;
  };
  const pass = async (milliseconds: number): Promise<void> => {
    for (let gone = 0; gone < milliseconds; gone += 50) {
      clock.advance(Math.min(50, milliseconds - gone));
      await settle();
    }
  };

  it('starts with a slot here and one of all, and ends both', async () => {
    const { gist, arrive } = await send();
    expect([gist, here.underway, slots.asked, slots.ended]).toEqual(['left', 1, ['visitor'], []]);
    arrive('good');
    expect([here.underway, slots.ended, budget.remaining()]).toEqual([0, ['made'], 99]);
  });

  it('asks nobody while there is no slot here', async () => {
    open({ perMinute: 1 });
    (await send()).arrive('good');
    expect([(await send()).gist, slots.asked]).toEqual(['upstream_busy budget 61', ['visitor']]);
  });

  it('waits in line when the others have taken what there is, and starts the moment a slot opens', async () => {
    slots.say(300);
    const traveller = await send();
    await pass(250);
    expect([traveller.gist, here.waiting, here.underway, slots.asked.length]).toEqual(['waiting', 1, 0, 1]);
    await pass(50);
    expect([traveller.gist, traveller.at]).toEqual(['left', 300]);
  });

  it('is refused at once when no slot opens within a second, and is told when', async () => {
    slots.say(4_200);
    expect((await send()).gist).toBe('upstream_busy budget 5');
    expect([(await send()).gist, slots.asked.length]).toEqual(['upstream_busy budget 5', 1]);
    await pass(4_200);
    expect((await send()).gist).toBe('left');
  });

  it('waits no longer than a second in all, however often it is refused', async () => {
    slots.say(400, 400, 400);
    const traveller = await send();
    await pass(1_000);
    expect([traveller.gist, traveller.at]).toEqual(['upstream_busy budget 1', 800]);
  });

  it('is not counted here when it was not made', async () => {
    open({ perMinute: 3 });
    for (let n = 0; n < 10; n += 1) {
      slots.say(1_001);
      await send();
      await pass(1_050);
    }
    expect([budget.remaining(), slots.asked.length, slots.ended]).toEqual([3, 10, []]);
  });

  it('gives back what Drift’s own words have left, too, when it was not made', async () => {
    budget.learn({ kind: 'remaining', remaining: 2, resetIn: 30_000 }, clock.now());
    slots.say(1_100);
    await send();
    await pass(1_100);
    expect(budget.remaining()).toBe(2);
  });

  it('gives back what a 429 has left, too, when it was not made', async () => {
    budget.learn({ kind: 'refused', retryAfter: 1 }, clock.now());
    await pass(50);
    const before = budget.remaining();
    budget.take('visitor')?.('not made');
    expect([before, budget.remaining()]).toEqual([1, 1]);
  });

  it('does not send those behind it to ask in vain', async () => {
    open({ concurrency: 1 });
    slots.say(300);
    const travellers = [await send(), await send(), await send()];
    await pass(250);
    expect([slots.asked.length, here.waiting]).toEqual([1, 3]);
    await pass(50);
    expect(travellers.filter(({ gist }) => gist === 'left')).toHaveLength(1);
  });

  it('of background work is refused at once, and keeps no visitor from starting', async () => {
    slots.say(900);
    expect((await send('background')).gist).toBe('upstream_busy budget 1');
    expect((await send()).gist).toBe('left');
  });

  it('that is worth making only now is not made without a slot of all', async () => {
    slots.say(50);
    expect(await departures.departNow('visitor')).toBeUndefined();
    expect([here.underway, budget.remaining()]).toEqual([0, 0]);
    await pass(50);
    expect(budget.remaining()).toBe(100);
    const arrive = await departures.departNow('visitor');
    arrive?.('good');
    expect(slots.ended).toEqual(['made']);
  });

  it('gives the probe of an open breaker back when it was not made', async () => {
    for (let n = 0; n < 20; n += 1) breaker.admit()('failed');
    await pass(5_000);
    slots.say(2_000);
    expect((await send()).gist).toBe('upstream_busy budget 2');
    expect([breaker.state, breaker.opensIn()]).toEqual(['open', 0]);
    await pass(2_000);
    (await send()).arrive('good');
    expect(breaker.state).toBe('closed');
  });

  it('says nothing of Drift’s health when it was not made', async () => {
    for (let n = 0; n < 10; n += 1) breaker.admit()('failed');
    for (let n = 0; n < 30; n += 1) (await send()).arrive('not made');
    for (let n = 0; n < 10; n += 1) breaker.admit()('failed');
    expect([breaker.state, slots.ended.filter((made) => made === 'made')]).toEqual(['open', []]);
  });

  it('finds here no more slots than this node has of all', async () => {
    slots.share = 2;
    (await send()).arrive('good');
    (await send()).arrive('good');
    expect((await send()).gist).toBe('upstream_busy budget 61');
    slots.share = 100;
    expect([(await send()).gist, budget.remaining()]).toEqual(['left', 97]);
  });
});

describe('the drift room with other nodes', () => {
  let fake: FakeDrift;
  let drift: DriftSide;
  let outcomes: string[];
  let current: string;
  const nobody = json({ data: [] });

  beforeEach(async () => {
    fake = await startFakeDrift(nobody);
    clock = createManualClock();
    slots = createHeldSlots();
    [outcomes, current] = [[], 'canary-first'];
    const token: Reloading<string> = {
      ...constant('DRIFT_TOKEN', ''),
      get current() {
        return current;
      },
      reload: () => {
        if (current === 'canary-second') return 'same';
        current = 'canary-second';
        return 'replaced';
      },
    };
    drift = composeDrift({
      config: { url: fake.url, token, timeout: 2_000, perMinute: 100, concurrency: 4 },
      clock,
      random: () => 0.5,
      called: (outcome) => outcomes.push(outcome),
      warn: () => {},
      fileRead: () => {},
      sharedSlots: slots,
    });
  });
  afterEach(async () => {
    await drift.close();
    await fake.close();
  });
  const find = (id = '1'): Promise<string> =>
    drift.fetchContact(ref('id', id), 'visitor').then(
      ({ kind }) => kind,
      ({ code }: ProxyError) => code,
    );
  /** Lets Drift fail once, and the pause before a second attempt go by. */
  const failOnce = async (): Promise<Promise<string>[]> => {
    fake.reply(body('', 503));
    const found = find();
    await until('the first call is over', () => outcomes.length === 1);
    fake.reply(nobody);
    await settle();
    clock.advance(100);
    await settle();
    return [found];
  };

  it('takes a slot for each call, also for a second attempt', async () => {
    const [found] = await failOnce();
    expect([await found, fake.asked.length, slots.asked.length]).toEqual(['unknown', 2, 2]);
    expect(slots.ended).toEqual(['made', 'made']);
  });

  it('makes no second attempt without a slot', async () => {
    slots.say('slot', 5_000);
    const [found] = await failOnce();
    expect([await found, fake.asked.length, slots.ended]).toEqual(['upstream_unavailable', 1, ['made']]);
  });

  it('gives a slot back that comes too late for a second attempt', async () => {
    let say = (_: 'slot'): void => {};
    slots.say(
      'slot',
      new Promise((resolve) => {
        say = resolve;
      }),
    );
    const [found] = await failOnce();
    clock.advance(1_850);
    say('slot');
    expect([await found, fake.asked.length, slots.ended]).toEqual([
      'upstream_unavailable',
      1,
      ['made', 'not made'],
    ]);
  });

  it('takes another slot for the call with a new token', async () => {
    fake.reply((response, { headers }) => {
      const isNew = new Map(headers).get('authorization') === 'Bearer canary-second';
      (isNew ? nobody : body('{}', 401))(response, { method: '', url: '', headers, body: '' });
    });
    expect([await find(), slots.asked.length]).toEqual(['unknown', 2]);
  });

  it('takes one slot for all that go together', async () => {
    const names = ['a', 'b', 'c'].map((name) => drift.fetchContact(ref('external', name), 'visitor'));
    await until('the first call is over', () => outcomes.length === 1);
    expect(slots.asked.length).toBe(fake.asked.length);
    await settle();
    for (let n = 0; n < 10; n += 1) {
      clock.advance(100);
      await until('calls are over', () => outcomes.length === fake.asked.length);
      await settle();
    }
    await Promise.all(names);
    expect([slots.asked.length, slots.ended.length]).toEqual([fake.asked.length, fake.asked.length]);
    expect(fake.asked.length).toBeLessThanOrEqual(3);
  });

  it('tells nothing of a call that was not made', async () => {
    slots.say(5_000);
    expect(await find()).toBe('upstream_busy');
    expect([outcomes, fake.asked, drift.standing.state(), drift.budgetRemaining()]).toEqual([
      [],
      [],
      'unasked',
      0,
    ]);
  });

  it('says what is left for all nodes', async () => {
    slots.share = 7;
    expect(drift.budgetRemaining()).toBe(7);
  });
});
