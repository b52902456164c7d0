import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Count, type Exchange, keepExchanging } from '../../../server/limits/exchange.ts';
import { createWindow, type Window } from '../../../server/limits/window.ts';
import { settle } from '../../support/held-fetch.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const seconds = 1_000;
const minute = 60 * seconds;

let clock: ManualClock;
beforeEach(() => {
  clock = createManualClock({ now: 123_456.789 });
});

const open = (perMinute: number | 'off' = 10, maxKeys = 1_000): Window =>
  createWindow({ perMinute, maxKeys, shared: true, clock });
const takeTimes = (window: Window, times: number, key = 'ada'): number => {
  let taken = 0;
  for (let n = 0; n < times; n += 1) if (window.take(key) === 0) taken += 1;
  return taken;
};
/** As one exchange does. */
const hear = (window: Window, others: number): void => {
  const told = window.untold(1_000);
  window.hear(
    told,
    told.map(() => others),
  );
};

describe('what other nodes have counted', () => {
  it('counts as if it had come here', () => {
    const window = open();
    takeTimes(window, 1);
    hear(window, 6);
    expect(takeTimes(window, 10)).toBe(3);
    expect(window.hasRoom('ada')).toBe(false);
  });

  it('refuses with a time to wait, though nothing has come here lately', () => {
    const window = open();
    takeTimes(window, 1);
    clock.advance(30 * seconds);
    takeTimes(window, 1);
    hear(window, 10);
    clock.advance(50 * seconds);
    expect(window.take('ada')).toBeGreaterThan(0);
    clock.advance(14 * seconds);
    expect(window.take('ada')).toBeGreaterThanOrEqual(0);
  });

  it('is forgotten within a minute when nothing more is heard', () => {
    const window = open();
    takeTimes(window, 1);
    hear(window, 10);
    expect(window.take('ada')).toBeGreaterThan(0);
    clock.advance(minute + 5 * seconds);
    expect(takeTimes(window, 20)).toBe(10);
  });

  it('is asked for again by those who are refused because of it', () => {
    const window = open();
    takeTimes(window, 1);
    hear(window, 10);
    window.take('ada');
    hear(window, 2);
    expect(takeTimes(window, 20)).toBe(7);
  });

  it('is never more than the limit, whatever is said', () => {
    const window = open();
    takeTimes(window, 1);
    hear(window, Number.MAX_SAFE_INTEGER);
    clock.advance(minute + 5 * seconds);
    expect(takeTimes(window, 20)).toBe(10);
  });

  it('is of no interest where nothing is limited', () => {
    const window = open('off');
    takeTimes(window, 5);
    expect(window.untold(10)).toEqual([]);
  });
});

describe('what other nodes are told', () => {
  it('is what has come since they were told', () => {
    const window = open();
    takeTimes(window, 3);
    hear(window, 0);
    takeTimes(window, 2);
    expect(window.untold(10)).toEqual([{ key: 'ada', added: 2 }]);
  });

  it('is told again when they did not hear it', () => {
    const window = open();
    takeTimes(window, 3);
    window.untold(10);
    takeTimes(window, 2);
    expect(window.untold(10)).toEqual([{ key: 'ada', added: 5 }]);
  });

  it('is nothing that no longer counts here', () => {
    const window = open();
    takeTimes(window, 8);
    window.untold(10);
    clock.advance(2 * minute);
    takeTimes(window, 1);
    expect(window.untold(10)).toEqual([{ key: 'ada', added: 1 }]);
  });

  it('is of those that come most often, where there are too many', () => {
    const window = open();
    for (const [key, times] of [
      ['seldom', 1],
      ['often', 5],
      ['most often', 7],
    ] as const)
      takeTimes(window, times, key);
    expect(window.untold(2).map(({ key }) => key)).toEqual(['most often', 'often']);
  });

  it('is nothing of those that are far from the limit', () => {
    const window = open(100);
    takeTimes(window, 1, 'visitor');
    takeTimes(window, 2, 'busy');
    expect(window.untold(10)).toEqual([{ key: 'busy', added: 2 }]);
  });

  it('is nothing of keys that are remembered no more, in a flood', () => {
    const window = open(10, 100);
    for (let n = 0; n < 10_000; n += 1) window.take(`flood-${n}`);
    expect(window.untold(100_000)).toHaveLength(100);
  });
});

describe('an exchange', () => {
  /** What passes through it, and what comes of each. */
  const exchanged: { readonly counts: readonly Count[]; answer: (others?: readonly number[]) => void }[] = [];
  const exchange: Exchange = (counts) =>
    new Promise((resolve) => {
      exchanged.push({ counts, answer: resolve });
    });
  beforeEach(() => {
    exchanged.splice(0);
  });

  it('comes each second, one after the other, and none without need', async () => {
    const window = open();
    const end = keepExchanging({ window, exchange, clock });
    clock.advance(5 * seconds);
    await settle();
    expect(exchanged).toEqual([]);
    takeTimes(window, 3);
    clock.advance(seconds);
    await settle();
    takeTimes(window, 1);
    clock.advance(10 * seconds);
    await settle();
    expect(exchanged.map(({ counts }) => counts)).toEqual([[{ key: 'ada', added: 3 }]]);
    exchanged[0]?.answer([4]);
    await settle();
    expect(takeTimes(window, 20)).toBe(2);
    clock.advance(seconds);
    await settle();
    expect(exchanged[1]?.counts).toEqual([{ key: 'ada', added: 3 }]);
    end();
    exchanged[1]?.answer();
    await settle();
    expect(clock.waiting).toBe(0);
  });
});

describe('any number of nodes', () => {
  /** Counts of the last minute in steps, as nodes keep them together. */
  const createTogether = () => {
    const told: {
      readonly node: number;
      readonly at: number;
      readonly key: string;
      readonly added: number;
    }[] = [];
    const stepOf = (at: number): number => Math.floor(at / (5 * seconds));
    return (node: number): Exchange =>
      async (counts) => {
        for (const { key, added } of counts) told.push({ node, at: clock.now(), key, added });
        return counts.map(({ key }) =>
          told
            .filter(
              (one) => one.node !== node && one.key === key && stepOf(clock.now()) - stepOf(one.at) < 13,
            )
            .reduce((sum, { added }) => sum + added, 0),
        );
      };
  };
  const arrivals = fc.array(
    fc.record({
      pause: fc.oneof(fc.nat(200), fc.nat(3 * seconds), fc.nat(30 * seconds)),
      node: fc.nat(3),
      times: fc.integer({ min: 1, max: 4 }),
    }),
    { minLength: 10, maxLength: 60 },
  );
  const mostIn = (span: number, moments: readonly number[]): number =>
    Math.max(0, ...moments.map((from) => moments.filter((at) => at >= from && at - from < span).length));

  it('let in the limit together, and at most what comes to each of them until it has told and heard', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 2, max: 4 }),
        arrivals,
        async (limit, count, history) => {
          clock = createManualClock({ now: 123_456.789 });
          const together = createTogether();
          const windows = Array.from({ length: count }, () => open(limit));
          const ends = windows.map((window, n) => keepExchanging({ window, exchange: together(n), clock }));
          const letIn: number[] = [];
          const asked = windows.map((): number[] => []);
          for (const { pause, node, times } of history) {
            for (let gone = 0; gone < pause; gone += seconds) {
              clock.advance(Math.min(seconds, pause - gone));
              await Promise.resolve();
              await Promise.resolve();
              await Promise.resolve();
            }
            const window = windows[node % count];
            for (let n = 0; n < times; n += 1) {
              asked[node % count]?.push(clock.now());
              if (window?.take('ada') === 0) letIn.push(clock.now());
            }
          }
          for (const end of ends) end();
          const untold = asked.reduce((sum, moments) => sum + mostIn(2 * seconds + 1, moments), 0);
          expect(mostIn(minute, letIn)).toBeLessThanOrEqual(limit + untold);
        },
      ),
      { numRuns: 300 },
    );
  });
});
