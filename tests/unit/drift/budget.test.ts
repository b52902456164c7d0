import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Budget, createBudget, type Slot, type Throttle } from '../../../server/drift/budget.ts';
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
/** A call that is over as soon as it has begun; false when it may not start. */
const call = (lane: Lane): boolean => {
  const end = budget.take(lane);
  end?.();
  return end !== undefined;
};
/** How many slots there are, found out by taking them. */
const takeAll = (lane: Lane = 'visitor'): number => {
  let taken = 0;
  while (call(lane)) taken += 1;
  return taken;
};
/** What the answer says to a call that began so long ago, by default just now. */
const hear = (throttle: Throttle, ago = 0): void => budget.learn(throttle, clock.now() - ago);

/** What may happen to a budget, in any order. */
type Step =
  | { readonly wait: number }
  | { readonly take: Lane; readonly times: number }
  | { readonly end: number }
  | Throttle;

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ wait: fc.oneof(fc.nat(5_000), fc.constantFrom(1, 59_999, minute)) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      take: fc.constantFrom<Lane>('visitor', 'background'),
      times: fc.integer({ min: 1, max: 30 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ end: fc.integer({ min: 1, max: 30 }) }) },
  { weight: 1, arbitrary: fc.option(fc.nat(90_000), { nil: undefined }).map(refused) },
  { weight: 1, arbitrary: fc.tuple(fc.nat(30), fc.nat(90_000)).map(([some, time]) => left(some, time)) },
);
const anyHistory = fc.record({
  perMinute: fc.integer({ min: 1, max: 25 }),
  chance: fc.double({ min: 0, max: 0.999, noNaN: true }),
  /** How much of a call's time goes by until Drift sees it. */
  wayThere: fc.double({ min: 0, max: 1, noNaN: true }),
  steps: fc.array(anyStep, { maxLength: 60 }),
});
type History = typeof anyHistory extends fc.Arbitrary<infer T> ? T : never;

/** Lives through a history until no call is under way, and gives the moments at which Drift saw the calls. */
const live = ({ perMinute, chance, wayThere, steps }: History): number[] => {
  budgetOf(perMinute, () => chance);
  const underway: { readonly begun: number; readonly end: Slot }[] = [];
  const seen: number[] = [];
  const begin = (lane: Lane): void => {
    const end = budget.take(lane);
    if (end !== undefined) underway.push({ begun: clock.now(), end });
  };
  const endSome = (count: number): void => {
    for (const { begun, end } of underway.splice(0, count)) {
      end();
      seen.push(begun + (clock.now() - begun) * wayThere);
    }
  };
  for (const step of steps) {
    if ('wait' in step) clock.advance(step.wait);
    else if ('kind' in step) hear(step);
    else if ('end' in step) endSome(step.end);
    else for (let n = 0; n < step.times; n += 1) begin(step.take);
  }
  endSome(underway.length);
  return seen;
};

describe('the budget', () => {
  it('never lets Drift see more calls than it may in any 60 seconds, both ends included, whatever Drift says', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const seen = live(history);
        const most = seen.map((first) => seen.filter((at) => at >= first && at <= first + minute).length);
        return Math.max(0, ...most) <= history.perMinute;
      }),
      { numRuns: 1_000 },
    );
  });

  it('counts a call that was long on its way until a minute after its end: Drift may have seen it as late', () => {
    budgetOf(2);
    const end = budget.take('visitor');
    call('visitor');
    clock.advance(minute + 1);
    expect(takeAll()).toBe(1);
    end?.();
    clock.advance(minute);
    expect(takeAll()).toBe(0);
    clock.advance(1);
    expect(takeAll()).toBe(2);
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
    [1, 1],
    [2, 1],
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
    for (let n = 0; n < 8; n += 1) call('visitor');
    expect(call('background')).toBe(false);
    expect(budget.remaining()).toBe(2);
  });

  it('counts thousands of calls without slowing down or forgetting', () => {
    budgetOf(5_000);
    for (let n = 0; n < 20_000; n += 1) {
      call('visitor');
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
    budgetOf(2);
    call('visitor');
    clock.advance(1_000);
    call('visitor');
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
    budgetOf(10);
    hear(refused(wait));
    expect(budget.opensAt(0)).toBe(wait);
    clock.advance(wait - 1);
    expect(call('visitor')).toBe(false);
    clock.advance(1);
    expect(call('visitor')).toBe(true);
  });

  it('halves what was used, counted from now on, and the configured limit holds all the while', () => {
    budgetOf(100);
    for (let n = 0; n < 40; n += 1) call('visitor');
    hear(refused(0));
    expect(takeAll()).toBe(20);
    // Twenty, and by now 1/3 of the 80 that are missing: 46. Of the configured hundred 60 are used.
    clock.advance(20_000);
    expect(takeAll()).toBe(26);
    clock.advance(20_000);
    expect(takeAll()).toBe(14);
  });

  it.each([
    [0.5, 1_000],
    [5, 1_000],
    [5, 2_000],
    [8, 2_000],
  ])(
    'in steady traffic of %d a second keeps nobody longer than its Retry-After (%i ms)',
    (perSecond, wait) => {
      budgetOf(540);
      const everySoOften = 1_000 / perSecond;
      for (let gone = 0; gone <= minute; gone += everySoOften) {
        clock.advance(everySoOften);
        call('visitor');
      }
      hear(refused(wait));
      clock.advance(wait);
      for (let gone = 0; gone <= 2 * minute; gone += everySoOften) {
        expect(call('visitor')).toBe(true);
        clock.advance(everySoOften);
      }
    },
  );

  it('teaches nothing more to calls that began before it was learned, but for a longer pause', () => {
    budgetOf(1_000);
    for (let n = 0; n < 64; n += 1) call('visitor');
    clock.advance(20);
    hear(refused(0), 20);
    for (let n = 0; n < 31; n += 1) {
      clock.advance(1);
      hear(refused(0), 21 + n);
    }
    expect(takeAll()).toBeGreaterThanOrEqual(32);
    hear(refused(3_000), 60);
    expect(budget.opensAt(0) - clock.now()).toBe(3_000);
  });

  it('is forgotten after a minute of quiet: all of the configured limit is there again', () => {
    budgetOf(100);
    takeAll();
    hear(refused());
    clock.advance(minute + 1);
    expect(takeAll()).toBe(100);
  });

  it('leaves one slot at least', () => {
    budgetOf(100);
    call('visitor');
    hear(refused(0));
    expect(takeAll()).toBe(1);
    clock.advance(1_000);
    expect(call('visitor')).toBe(true);
  });

  it('without advice stops calls for twice as long each time, up to eight seconds', () => {
    budgetOf(100, () => 0.999_999);
    const pauses = Array.from({ length: 9 }, () => {
      call('visitor');
      const before = clock.now();
      hear(refused());
      clock.advance(budget.opensAt(0) - before);
      return Math.round((clock.now() - before) / 1_000);
    });
    expect(pauses).toEqual([1, 2, 4, 8, 8, 8, 8, 8, 8]);
  });

  it('starts over with a short pause after a minute without one', () => {
    budgetOf(100, () => 0.999_999);
    for (let n = 0; n < 4; n += 1) {
      hear(refused());
      clock.advance(10_000);
    }
    clock.advance(minute);
    hear(refused());
    expect(budget.opensAt(0) - clock.now()).toBe(1_000);
  });

  it.each([
    [0, 500],
    [0.5, 750],
    [0.999_999, 1_000],
  ])('without advice stops calls for half to all of a second, by chance (%d: %i ms)', (chance, pause) => {
    budgetOf(100, () => chance);
    hear(refused());
    expect(Math.round(budget.opensAt(0))).toBe(pause);
  });

  it('that comes to many calls at once counts once', () => {
    budgetOf(100, () => 0);
    for (let n = 0; n < 40; n += 1) call('visitor');
    for (let n = 0; n < 32; n += 1) hear(refused());
    clock.advance(500);
    hear(refused());
    expect(Math.round(budget.opensAt(0) - clock.now())).toBeGreaterThanOrEqual(1_000);
    clock.advance(minute);
    expect(budget.opensAt(0)).toBe(clock.now());
  });

  it('with a longer Retry-After than that of the same burst counts', () => {
    budgetOf(10);
    hear(refused(1_000));
    hear(refused(5_000));
    hear(refused(2_000));
    expect(budget.opensAt(0)).toBe(5_000);
  });
});

describe('what Drift says is left', () => {
  it('binds until it is reset', () => {
    budgetOf(100);
    hear(left(3, 10_000));
    expect(budget.remaining()).toBe(3);
    expect(takeAll()).toBe(3);
    expect(budget.opensAt(0)).toBe(10_000);
    clock.advance(10_000);
    expect(takeAll()).toBe(97);
  });

  it('never gives more than is configured', () => {
    budgetOf(10);
    hear(left(600, 30_000));
    expect(takeAll()).toBe(10);
  });

  it('is never raised before its reset: answers may come in another order than they were given', () => {
    budgetOf(100);
    hear(left(3, 10_000));
    hear(left(50, 20_000));
    hear(left(40, 10_000));
    expect(takeAll()).toBe(3);
    clock.advance(10_000);
    expect(takeAll()).toBe(47);
    clock.advance(10_000);
    expect(takeAll()).toBe(50);
  });

  it('is lowered by what a later answer says', () => {
    budgetOf(100);
    hear(left(50, 10_000));
    hear(left(3, 10_000));
    expect(takeAll()).toBe(3);
  });

  it('is spent by the calls that are still on their way, but for the one whose answer it is', () => {
    budgetOf(100);
    for (let n = 0; n < 11; n += 1) budget.take('visitor');
    hear(left(30, 10_000));
    expect(takeAll()).toBe(20);
  });

  it('is nothing when more calls are on their way', () => {
    budgetOf(100);
    for (let n = 0; n < 11; n += 1) budget.take('visitor');
    hear(left(4, 10_000));
    expect(takeAll()).toBe(0);
    expect(budget.opensAt(0)).toBe(10_000);
  });

  it('stops calls for a minute at most, whatever the unit of the reset was', () => {
    budgetOf(10);
    hear(left(0, 1_790_000_000));
    expect(budget.opensAt(0)).toBe(minute);
  });

  it('is shared with background work, which leaves a fifth of the limit', () => {
    budgetOf(100);
    hear(left(30, 10_000));
    expect(takeAll('background')).toBe(10);
  });
});

describe("Drift's own limit", () => {
  const limit = (perMinute: number): Throttle => ({ kind: 'limit', perMinute });

  it('holds where it is lower than the configured one', () => {
    budgetOf(100);
    hear(limit(30));
    expect(takeAll()).toBe(30);
  });

  it('never gives more than is configured', () => {
    budgetOf(100);
    hear(limit(600));
    expect(takeAll()).toBe(100);
  });

  it('is forgotten when a minute has gone by without it', () => {
    budgetOf(100);
    hear(limit(30));
    clock.advance(minute);
    expect(takeAll()).toBe(100);
  });

  it('is one at least: else nobody would hear of a better one', () => {
    budgetOf(100);
    hear(limit(0));
    expect(takeAll()).toBe(1);
  });
});

describe('a background call', () => {
  beforeEach(() => {
    budgetOf(100);
  });

  it('takes what a refusal has left only down to a fifth of it', () => {
    takeAll();
    clock.advance(minute + 1);
    call('visitor');
    hear(refused(0));
    clock.advance(30_000); // half of the way from 1 to 100: 50
    expect(takeAll('background')).toBe(40);
    expect(takeAll('visitor')).toBe(10);
  });
});
