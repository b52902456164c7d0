import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Breaker, createBreaker, type Health } from '../../../server/drift/breaker.ts';
import { type Budget, createBudget } from '../../../server/drift/budget.ts';
import { type Arrive, createDepartures, type Departures } from '../../../server/drift/departures.ts';
import type { ProxyError } from '../../../server/errors.ts';
import type { Lane } from '../../../server/lookup/ports.ts';
import { settle } from '../../support/held-fetch.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

let clock: ManualClock;
let budget: Budget;
let breaker: Breaker;
let departures: Departures;

const open = ({ perMinute = 1_000_000, concurrency = 1_000 }): void => {
  clock = createManualClock();
  budget = createBudget({ perMinute, clock, random: () => 0.5 });
  breaker = createBreaker(clock);
  departures = createDepartures({ budget, breaker, concurrency, clock });
};
beforeEach(() => open({}));

/** One who wants to depart, and what has come of it so far. */
type Traveller = { readonly name: string; outcome: Arrive | ProxyError | undefined; at: number | undefined };

const send = (name: string, lane: Lane = 'visitor'): Traveller => {
  const traveller: Traveller = { name, outcome: undefined, at: undefined };
  const note = (outcome: Arrive | ProxyError): void => {
    Object.assign(traveller, { outcome, at: clock.now() });
  };
  departures.depart(lane).then(note, note);
  return traveller;
};
const sendMany = (count: number, lane: Lane = 'visitor'): Traveller[] =>
  Array.from({ length: count }, (_, n) => send(`${n}`, lane));

const hasLeft = ({ outcome }: Traveller): boolean => typeof outcome === 'function';
const refusalOf = ({ outcome }: Traveller) => {
  if (outcome === undefined || typeof outcome === 'function') return undefined;
  return { code: outcome.code, reason: outcome.reason, retryAfter: outcome.retryAfter };
};
const arrive = async (traveller: Traveller, health: Health = 'good'): Promise<void> => {
  await settle();
  if (typeof traveller.outcome === 'function') traveller.outcome(health);
  await settle();
};
/** Time goes by in small steps, and what it brings about happens on the way. */
const pass = async (milliseconds: number, step = milliseconds): Promise<void> => {
  for (let gone = 0; gone < milliseconds; gone += step) {
    clock.advance(Math.min(step, milliseconds - gone));
    await settle();
  }
};
const openTheBreaker = (): void => {
  for (let n = 0; n < 20; n += 1) breaker.admit()('failed');
};

describe('a visitor', () => {
  it('starts at once while there are slots', async () => {
    const travellers = sendMany(1_000);
    await settle();
    expect(travellers.every(hasLeft)).toBe(true);
    expect(departures.underway).toBe(1_000);
  });

  it('waits for a slot that comes within a second, and starts the moment it comes', async () => {
    open({ perMinute: 1 });
    await arrive(send('first'));
    await pass(59_500);
    const second = send('second');
    await pass(500);
    expect(second.outcome).toBeUndefined();
    await pass(1);
    expect(hasLeft(second)).toBe(true);
  });

  it('is refused at once when no slot can come within a second', async () => {
    open({ perMinute: 1 });
    await arrive(send('first'));
    await pass(59_000);
    const second = send('second');
    await settle();
    expect(refusalOf(second)).toEqual({ code: 'upstream_busy', reason: 'budget', retryAfter: 2 });
    expect(second.at).toBe(59_000);
    await pass(1);
    const third = send('third');
    await pass(1_000);
    expect(hasLeft(third)).toBe(true);
  });

  it('is refused at once when those who wait will take all slots of the next second', async () => {
    open({ perMinute: 2 });
    await arrive(send('first'));
    await pass(700);
    await arrive(send('second'));
    await pass(58_800);
    const waiting = send('waiting');
    const late = send('late');
    await settle();
    expect(waiting.outcome).toBeUndefined();
    expect(refusalOf(late)).toEqual({ code: 'upstream_busy', reason: 'budget', retryAfter: 2 });
  });

  it.each([
    [0, 61],
    [30_000, 31],
    [58_000, 3],
  ])(
    'is told when the next slot comes: %i ms after the last was taken in %i s',
    async (later, retryAfter) => {
      open({ perMinute: 1 });
      await arrive(send('first'));
      await pass(later);
      const second = send('second');
      await settle();
      expect(refusalOf(second)?.retryAfter).toBe(retryAfter);
    },
  );

  it('finds the slot that it is told of', async () => {
    open({ perMinute: 3 });
    for (let n = 0; n < 3; n += 1) {
      await arrive(send('early'));
      await pass(700);
    }
    const refused = send('refused');
    await settle();
    await pass((refusalOf(refused)?.retryAfter ?? 0) * 1_000);
    const again = send('again');
    await settle();
    expect(hasLeft(again)).toBe(true);
  });

  it('gives up after a second when calls take all places, and is told to come in a second', async () => {
    open({ concurrency: 2 });
    sendMany(2);
    const third = send('third');
    await pass(999);
    expect(third.outcome).toBeUndefined();
    await pass(1);
    expect(refusalOf(third)).toEqual({ code: 'upstream_busy', reason: 'concurrency', retryAfter: 1 });
    expect(departures.waiting).toBe(0);
  });

  it('gives up at once when Drift asks for a longer pause than it would wait', async () => {
    open({ concurrency: 1 });
    const first = send('first');
    const second = send('second');
    await settle();
    budget.learn({ kind: 'refused', retryAfter: 30_000 }, clock.now());
    await arrive(first);
    expect(refusalOf(second)).toEqual({ code: 'upstream_busy', reason: 'budget', retryAfter: 30 });
  });

  it('is refused at once when a thousand wait already', async () => {
    open({ concurrency: 1 });
    sendMany(1_001);
    await settle();
    expect(departures.waiting).toBe(1_000);
    const late = send('late');
    await settle();
    expect(refusalOf(late)).toEqual({ code: 'upstream_busy', reason: 'concurrency', retryAfter: 1 });
  });
});

describe('a visitor with little time', () => {
  it('waits for no longer than that', async () => {
    open({ concurrency: 1 });
    send('first');
    const refused = departures.depart('visitor', 300).catch(({ code }: ProxyError) => [code, clock.now()]);
    await pass(1_000, 100);
    expect(await refused).toEqual(['upstream_busy', 300]);
  });

  it('does not wait at all for a slot that comes later', async () => {
    open({ perMinute: 1 });
    await arrive(send('first'));
    await pass(59_500);
    const refused = departures.depart('visitor', 300).catch(({ code }: ProxyError) => [code, clock.now()]);
    expect(await refused).toEqual(['upstream_busy', 59_500]);
  });

  it('waits no longer than everybody when it has more', async () => {
    open({ concurrency: 1 });
    send('first');
    const refused = departures.depart('visitor', 9_000).catch(({ code }: ProxyError) => [code, clock.now()]);
    await pass(2_000, 100);
    expect(await refused).toEqual(['upstream_busy', 1_000]);
  });
});

describe('the line', () => {
  it('is served in order', async () => {
    open({ concurrency: 1 });
    const first = send('first');
    const others = sendMany(5);
    await settle();
    const order: string[] = [];
    for (let current: Traveller | undefined = first; current !== undefined; ) {
      await arrive(current);
      const next: Traveller | undefined = others.find(
        (other) => hasLeft(other) && !order.includes(other.name),
      );
      if (next !== undefined) order.push(next.name);
      current = next;
    }
    expect(order).toEqual(['0', '1', '2', '3', '4']);
  });

  it('is not overtaken by who comes when a slot has just opened', async () => {
    open({ perMinute: 1, concurrency: 5 });
    await arrive(send('first'));
    await pass(59_500);
    const early = send('early');
    await settle();
    await pass(499);
    const late = send('late');
    await pass(2);
    expect(hasLeft(early)).toBe(true);
    expect(hasLeft(late)).toBe(false);
  });

  it('moves on when the one in front gives up', async () => {
    open({ concurrency: 1 });
    const first = send('first');
    const impatient = send('impatient');
    await pass(600);
    const patient = send('patient');
    await pass(500);
    expect(refusalOf(impatient)).toBeDefined();
    await arrive(first);
    expect(hasLeft(patient)).toBe(true);
  });

  it('does not look at the clock while a call is what it waits for', async () => {
    let timers = 0;
    const counted = {
      ...createManualClock(),
      after: (...args: Parameters<ManualClock['after']>) => {
        timers += 1;
        return clock.after(...args);
      },
    };
    departures = createDepartures({ budget, breaker, concurrency: 1, clock: counted });
    sendMany(10);
    await pass(900, 1);
    expect(timers).toBeLessThanOrEqual(10);
  });
});

describe('calls at once', () => {
  it.each([1, 2, 32])('are never more than %i', async (concurrency) => {
    open({ concurrency });
    const travellers = sendMany(100);
    let most = 0;
    for (let round = 0; round < 100; round += 1) {
      await settle();
      most = Math.max(most, departures.underway);
      const underway = travellers.find((traveller) => hasLeft(traveller));
      if (underway === undefined) break;
      travellers.splice(travellers.indexOf(underway), 1);
      await arrive(underway);
    }
    expect(most).toBe(concurrency);
    expect(departures.underway).toBe(0);
  });

  it('are counted down once for each, however often it tells that it is over', async () => {
    open({ concurrency: 2 });
    const [first, second] = sendMany(2);
    await settle();
    if (first !== undefined) await arrive(first);
    if (first !== undefined) await arrive(first);
    expect(departures.underway).toBe(1);
    if (second !== undefined) await arrive(second);
    expect(departures.underway).toBe(0);
  });
});

describe('background work', () => {
  it('starts at once, or is refused at once', async () => {
    open({ concurrency: 1 });
    const [first, second] = sendMany(2, 'background');
    await settle();
    expect(first !== undefined && hasLeft(first)).toBe(true);
    expect(second !== undefined && refusalOf(second)).toMatchObject({ code: 'upstream_busy' });
    expect(departures.waiting).toBe(0);
  });

  it('leaves the last fifth of the budget to visitors', async () => {
    open({ perMinute: 10 });
    const travellers = sendMany(10, 'background');
    await settle();
    expect(travellers.filter(hasLeft)).toHaveLength(8);
    const visitors = sendMany(2);
    await settle();
    expect(visitors.every(hasLeft)).toBe(true);
  });

  it('does not start before a visitor who waits, even when a slot has just opened', async () => {
    let late = 0;
    const lateTimers = { ...clock, now: () => clock.now() + late };
    budget = createBudget({ perMinute: 10, clock: lateTimers, random: () => 0.5 });
    departures = createDepartures({ budget, breaker, concurrency: 5, clock: lateTimers });
    budget.learn({ kind: 'refused', retryAfter: 500 }, clock.now());
    const visitor = send('visitor');
    await settle();
    late = 50_000; // the slots are there, but the timer of the line has yet to go off
    expect(budget.remaining()).toBeGreaterThan(5);
    const background = send('background', 'background');
    await settle();
    expect(refusalOf(background)).toBeDefined();
    await pass(500);
    expect(hasLeft(visitor)).toBe(true);
  });
});

describe('an open breaker', () => {
  it('lets nothing start and nothing wait, and says when it is worth trying', async () => {
    openTheBreaker();
    await pass(1_500);
    const visitor = send('visitor');
    const background = send('background', 'background');
    await settle();
    const refusal = { code: 'upstream_unavailable', reason: 'breaker', retryAfter: 4 };
    expect([refusalOf(visitor), refusalOf(background)]).toEqual([refusal, refusal]);
  });

  it('is the reason why nobody may start, until a probe may', async () => {
    expect(departures.whyShut()).toBeUndefined();
    openTheBreaker();
    expect(departures.whyShut()).toMatchObject({
      code: 'upstream_unavailable',
      reason: 'breaker',
      retryAfter: 5,
    });
    await pass(5_000);
    expect(departures.whyShut()).toBeUndefined();
  });

  it('sends away who waited when it opened', async () => {
    open({ concurrency: 30 });
    const calls = sendMany(30);
    const waiting = sendMany(100);
    await settle();
    for (const call of calls) await arrive(call, 'failed');
    expect(breaker.state).toBe('open');
    const refused = waiting.filter((traveller) => refusalOf(traveller)?.reason === 'breaker');
    expect(refused.length).toBeGreaterThanOrEqual(70);
    expect(departures.waiting).toBe(0);
  });

  it('takes no slot of the budget', async () => {
    open({ perMinute: 40 });
    openTheBreaker();
    sendMany(100);
    await settle();
    expect(budget.remaining()).toBe(40);
  });

  it('lets one call through every five seconds, and all when that went well', async () => {
    openTheBreaker();
    await pass(5_000);
    const probes = sendMany(10);
    await settle();
    expect(probes.filter(hasLeft)).toHaveLength(1);
    await Promise.all(probes.map((probe) => arrive(probe, 'good')));
    const travellers = sendMany(100);
    await settle();
    expect(travellers.every(hasLeft)).toBe(true);
  });

  it('does not lose its probe to one who gets no slot', async () => {
    open({ perMinute: 10 });
    sendMany(8, 'background');
    openTheBreaker();
    await pass(5_000);
    const background = send('background', 'background');
    await settle();
    expect(refusalOf(background)).toBeDefined();
    const visitor = send('visitor');
    await settle();
    expect(hasLeft(visitor)).toBe(true);
  });
});

describe('whatever happens', () => {
  const anyStep = fc.oneof(
    fc.record({
      send: fc.constantFrom<Lane>('visitor', 'background'),
      times: fc.integer({ min: 1, max: 20 }),
    }),
    fc.record({ wait: fc.nat(12).map((halves) => halves * 500) }),
    fc.record({ land: fc.nat(50), health: fc.constantFrom<Health>('good', 'failed', 'unclear') }),
    fc.record({ retryAfter: fc.nat(3_000) }),
  );

  it('everybody has an outcome within a second, and no place is lost', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 1, max: 6 }),
        fc.array(anyStep, { maxLength: 40 }),
        async (perMinute, concurrency, steps) => {
          open({ perMinute, concurrency });
          const travellers: { readonly since: number; readonly traveller: Traveller }[] = [];
          const underway: Traveller[] = [];
          for (const step of steps) {
            if ('send' in step) {
              for (const traveller of sendMany(step.times, step.send))
                travellers.push({ since: clock.now(), traveller });
            }
            if ('wait' in step) await pass(step.wait, 500);
            if ('retryAfter' in step)
              budget.learn({ kind: 'refused', retryAfter: step.retryAfter }, clock.now());
            if ('land' in step) {
              underway.splice(
                0,
                underway.length,
                ...travellers.map(({ traveller }) => traveller).filter(hasLeft),
              );
              const landing = underway[step.land % Math.max(1, underway.length)];
              if (landing !== undefined) await arrive(landing, step.health);
            }
            await settle();
            expect(departures.underway).toBeLessThanOrEqual(concurrency);
          }
          await pass(1_500, 500);
          for (const { since, traveller } of travellers) {
            expect(traveller.outcome).toBeDefined();
            expect((traveller.at ?? Number.NaN) - since).toBeLessThanOrEqual(1_000);
          }
          for (const { traveller } of travellers) await arrive(traveller);
          expect([departures.underway, departures.waiting]).toEqual([0, 0]);
        },
      ),
      { numRuns: 50 },
    );
  });
});
