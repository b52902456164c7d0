import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Budget, createBudget, type Throttle } from '../../../server/drift/budget.ts';
import type { Lane } from '../../../server/lookup/ports.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const minute = 60_000;
const refused = (retryAfter?: number): Throttle => ({ kind: 'refused', retryAfter });
const left = (remaining: number, resetIn: number): Throttle => ({ kind: 'remaining', remaining, resetIn });

let clock: ManualClock;
let budget: Budget;
const budgetOf = (perMinute: number, random = () => 0.5): Budget => {
  clock = createManualClock();
  budget = createBudget({ perMinute, clock, random });
  return budget;
};
/** How many slots there are, found out by taking them. */
const takeAll = (lane: Lane = 'visitor'): number => {
  let taken = 0;
  while (budget.take(lane)) taken += 1;
  return taken;
};

/** What may happen to a budget, in any order. */
type Step = { readonly wait: number } | { readonly take: Lane; readonly times: number } | Throttle;

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ wait: fc.oneof(fc.nat(5_000), fc.constantFrom(1, 59_999, minute)) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      take: fc.constantFrom<Lane>('visitor', 'background'),
      times: fc.integer({ min: 1, max: 30 }),
    }),
  },
  { weight: 1, arbitrary: fc.option(fc.nat(90_000), { nil: undefined }).map(refused) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(30), fc.nat(90_000)).map(([some, time]) => left(some, time)) },
);
const anyHistory = fc.record({
  perMinute: fc.integer({ min: 1, max: 25 }),
  chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
  steps: fc.array(anyStep, { maxLength: 60 }),
});
type History = typeof anyHistory extends fc.Arbitrary<infer T> ? T : never;

/** Lives through a history and gives the moments at which calls started. */
const live = ({ perMinute, chance, steps }: History): number[] => {
  budgetOf(perMinute, () => chance);
  const starts: number[] = [];
  for (const step of steps) {
    if ('wait' in step) clock.advance(step.wait);
    else if ('kind' in step) budget.learn(step);
    else for (let n = 0; n < step.times; n += 1) if (budget.take(step.take)) starts.push(clock.now());
  }
  return starts;
};

describe('the budget', () => {
  it('never lets more calls start than it may in any 60 seconds, both ends included, whatever Drift says', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const starts = live(history);
        const most = starts.map(
          (first) => starts.filter((start) => start >= first && start <= first + minute).length,
        );
        return Math.max(0, ...most) <= history.perMinute;
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives all its slots at once, and again after a minute', () => {
    budgetOf(540);
    expect(takeAll()).toBe(540);
    clock.advance(minute);
    expect(takeAll()).toBe(0);
    clock.advance(1);
    expect(takeAll()).toBe(540);
  });

  it.each([
    [1, 0],
    [4, 3],
    [5, 4],
    [10, 8],
    [540, 432],
  ])('of %i a minute gives %i to background work and keeps the others for visitors', (perMinute, most) => {
    budgetOf(perMinute);
    expect(takeAll('background')).toBe(most);
    expect(takeAll('visitor')).toBe(perMinute - most);
  });

  it('gives background work nothing of what visitors have left below a fifth', () => {
    budgetOf(10);
    for (let n = 0; n < 8; n += 1) budget.take('visitor');
    expect(budget.take('background')).toBe(false);
    expect(budget.remaining()).toBe(2);
  });

  it('counts thousands of calls without slowing down or forgetting', () => {
    budgetOf(5_000);
    for (let n = 0; n < 20_000; n += 1) {
      budget.take('visitor');
      clock.advance(10);
    }
    clock.advance(minute + 1);
    expect(budget.remaining()).toBe(5_000);
  });
});

describe('the moment at which the next slot opens', () => {
  it('is now while there is one', () => {
    expect(budgetOf(2).opensAt(0)).toBe(0);
    expect(budget.opensAt(1)).toBe(0);
  });

  it('is when the oldest call is more than a minute ago', () => {
    budgetOf(2).take('visitor');
    clock.advance(1_000);
    budget.take('visitor');
    expect(budget.opensAt(0)).toBe(60_001);
    expect(budget.opensAt(1)).toBe(61_001);
  });

  it('is exact after any history: waiting for it gives the slot, and a millisecond less does not', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(24), (history, somePlace) => {
        live(history);
        const place = somePlace % history.perMinute;
        const wait = budget.opensAt(place) - clock.now();
        if (wait > 0) {
          clock.advance(wait - 1);
          if (takeAll() > place) return false;
          clock.advance(1);
          return true;
        }
        return takeAll() > place;
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives so many visitors their slots as are in line', () => {
    fc.assert(
      fc.property(anyHistory, fc.nat(24), (history, somePlace) => {
        live(history);
        const place = somePlace % history.perMinute;
        clock.advance(budget.opensAt(place) - clock.now());
        return takeAll() > place;
      }),
      { numRuns: 1_000 },
    );
  });

  it('is at the end of the minute for a place that is further back than the limit', () => {
    expect(budgetOf(2).opensAt(2)).toBe(60_001);
  });
});

describe('a refusal of Drift', () => {
  it.each([1_000, 17_000, 90_000])('stops all calls for as long as its Retry-After says (%i ms)', (wait) => {
    budgetOf(10).learn(refused(wait));
    expect(budget.opensAt(0)).toBe(wait);
    clock.advance(wait - 1);
    expect(budget.take('visitor')).toBe(false);
    clock.advance(1);
    expect(budget.take('visitor')).toBe(true);
  });

  it('halves what is used of the limit', () => {
    budgetOf(100);
    for (let n = 0; n < 40; n += 1) budget.take('visitor');
    budget.learn(refused(0));
    expect(budget.take('visitor')).toBe(false);
    // Twenty, and by now 1/3 of the 80 that are missing: 46.
    clock.advance(20_000);
    expect(takeAll()).toBe(6);
  });

  it('is forgotten after a minute of quiet: all of the configured limit is there again', () => {
    budgetOf(100);
    takeAll();
    budget.learn(refused());
    clock.advance(minute + 1);
    expect(takeAll()).toBe(100);
  });

  it('leaves one slot at least', () => {
    budgetOf(100).take('visitor');
    budget.learn(refused(0));
    clock.advance(1);
    expect(budget.remaining()).toBe(0);
    clock.advance(1_000);
    expect(budget.take('visitor')).toBe(true);
  });

  it('without advice stops calls for twice as long each time, up to eight seconds', () => {
    budgetOf(100, () => 0.999_999);
    const pauses = Array.from({ length: 9 }, () => {
      budget.take('visitor');
      const before = clock.now();
      budget.learn(refused());
      clock.advance(budget.opensAt(0) - before);
      return Math.round((clock.now() - before) / 1_000);
    });
    expect(pauses).toEqual([1, 2, 4, 8, 8, 8, 8, 8, 8]);
  });

  it('starts over with a short pause after a minute without one', () => {
    budgetOf(100, () => 0.999_999);
    for (let n = 0; n < 4; n += 1) {
      budget.learn(refused());
      clock.advance(10_000);
    }
    clock.advance(minute);
    budget.learn(refused());
    expect(budget.opensAt(0) - clock.now()).toBe(1_000);
  });

  it.each([
    [0, 500],
    [0.5, 750],
    [0.999_999, 1_000],
  ])('without advice stops calls for half to all of a second, by chance (%d: %i ms)', (chance, pause) => {
    budgetOf(100, () => chance).learn(refused());
    expect(Math.round(budget.opensAt(0))).toBe(pause);
  });

  it('that comes to many calls at once counts once', () => {
    budgetOf(100, () => 0);
    for (let n = 0; n < 40; n += 1) budget.take('visitor');
    for (let n = 0; n < 32; n += 1) budget.learn(refused());
    clock.advance(500);
    budget.learn(refused());
    expect(Math.round(budget.opensAt(0) - clock.now())).toBeGreaterThanOrEqual(1_000);
    clock.advance(minute);
    expect(budget.opensAt(0)).toBe(clock.now());
  });

  it('with a longer Retry-After than that of the same burst counts', () => {
    budgetOf(10).learn(refused(1_000));
    budget.learn(refused(5_000));
    budget.learn(refused(2_000));
    expect(budget.opensAt(0)).toBe(5_000);
  });
});

describe('what Drift says is left', () => {
  it('binds until it is reset', () => {
    budgetOf(100).learn(left(3, 10_000));
    expect(budget.remaining()).toBe(3);
    expect(takeAll()).toBe(3);
    expect(budget.opensAt(0)).toBe(10_000);
    clock.advance(10_000);
    expect(takeAll()).toBe(97);
  });

  it('never gives more than is configured', () => {
    budgetOf(10).learn(left(600, 30_000));
    expect(takeAll()).toBe(10);
  });

  it('is replaced by what a later answer says', () => {
    budgetOf(100).learn(left(3, 10_000));
    budget.learn(left(50, 10_000));
    expect(takeAll()).toBe(50);
  });

  it('stops calls for a minute at most, whatever the unit of the reset was', () => {
    budgetOf(10).learn(left(0, 1_790_000_000));
    expect(budget.opensAt(0)).toBe(minute);
  });

  it('is shared with background work, which leaves a fifth of the limit', () => {
    budgetOf(100).learn(left(30, 10_000));
    expect(takeAll('background')).toBe(10);
  });
});

describe('a background call', () => {
  beforeEach(() => {
    budgetOf(100);
  });

  it('takes what a refusal has left only down to a fifth of it', () => {
    takeAll();
    clock.advance(minute + 1);
    budget.take('visitor');
    budget.learn(refused(0));
    clock.advance(30_000); // half of the way from 1 to 100: 50, of which one is used
    expect(takeAll('background')).toBe(39);
    expect(takeAll('visitor')).toBe(10);
  });
});
