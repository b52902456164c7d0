import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createWindow, type Window } from '../../../server/limits/window.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const seconds = 1_000;
const minute = 60 * seconds;

let clock: ManualClock;
let window: Window;

const use = (perMinute: number | 'off', maxKeys = 1_000): void => {
  clock = createManualClock({ now: 123_456.789 });
  window = createWindow({ perMinute, maxKeys, clock });
};
/** Takes until it is refused, and gives how often it was not. */
const takeAll = (key: string): number => {
  for (let taken = 0; ; taken += 1) if (window.take(key) > 0) return taken;
};

beforeEach(() => use(3));

describe('a limit of three in a minute', () => {
  it('lets three in and refuses the fourth', () => {
    expect([1, 2, 3, 4].map(() => window.take('ada') === 0)).toEqual([true, true, true, false]);
  });

  it('counts each key for itself', () => {
    takeAll('ada');
    expect(takeAll('bob')).toBe(3);
  });

  it('does not count those that it refuses', () => {
    takeAll('ada');
    for (let second = 0; second < 59; second += 1) {
      clock.advance(seconds);
      window.take('ada');
    }
    clock.advance(6 * seconds);
    expect(takeAll('ada')).toBe(3);
  });

  it('starts anew after a quiet time of any length', () => {
    for (const quiet of [65 * seconds, 10 * minute, 1_000 * minute]) {
      expect(takeAll('ada')).toBe(3);
      clock.advance(quiet);
    }
  });
});

describe('in any 60 s', () => {
  const pauses = fc.array(fc.oneof(fc.nat(200), fc.nat(6 * seconds), fc.nat(2 * minute)), {
    minLength: 20,
    maxLength: 200,
  });
  const limits = fc.integer({ min: 1, max: 12 });

  it('no more are let in than the limit says', () => {
    fc.assert(
      fc.property(limits, pauses, (limit, times) => {
        use(limit);
        const letIn: number[] = [];
        for (const pause of times) {
          clock.advance(pause);
          if (window.take('ada') === 0) letIn.push(clock.now());
        }
        for (const [index, time] of letIn.entries()) {
          const oneTooMany = letIn[index + limit];
          expect(oneTooMany === undefined || oneTooMany - time >= minute).toBe(true);
        }
      }),
    );
  });

  it('whoever waits as told is let in, and nobody is told to wait longer than 65 s', () => {
    fc.assert(
      fc.property(limits, pauses, (limit, times) => {
        use(limit);
        for (const pause of times) {
          clock.advance(pause);
          const wait = window.take('ada');
          if (wait === 0) continue;
          expect(Number.isInteger(wait) && wait >= 1 && wait <= 65).toBe(true);
          clock.advance(wait * seconds);
          expect(window.take('ada')).toBe(0);
        }
      }),
    );
  });

  it('whoever keeps to the limit at an even pace of nine tenths is never refused', () => {
    use(60);
    for (let request = 0; request < 600; request += 1) {
      expect(window.take('ada')).toBe(0);
      clock.advance(minute / 54);
    }
  });
});

describe('a look that counts nothing', () => {
  it('tells at any moment whether the next request would be let in', () => {
    const pauses = fc.array(fc.oneof(fc.nat(200), fc.nat(6 * seconds), fc.nat(2 * minute)), {
      maxLength: 100,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), pauses, (limit, times) => {
        use(limit);
        for (const pause of times) {
          clock.advance(pause);
          const [first, second] = [window.hasRoom('ada'), window.hasRoom('ada')];
          expect([first, second]).toEqual([first, first]);
          expect(window.take('ada') === 0).toBe(first);
        }
      }),
    );
  });

  it('remembers nobody', () => {
    expect(window.hasRoom('ada')).toBe(true);
    expect(window.size).toBe(0);
  });
});

describe('keys', () => {
  it('are remembered up to the bound, those that came last', () => {
    use(3, 10);
    takeAll('early');
    for (let n = 0; n < 10; n += 1) takeAll(`key-${n}`);
    expect(window.size).toBe(10);
    expect(window.take('key-0')).toBeGreaterThan(0);
    expect(window.take('early')).toBe(0);
  });

  it('that go on asking outlive those that do not', () => {
    use(3, 2);
    takeAll('busy');
    takeAll('quiet');
    clock.advance(5 * seconds);
    expect(window.take('busy')).toBeGreaterThan(0);
    takeAll('new');
    expect(window.take('busy')).toBeGreaterThan(0);
  });

  it('never grow beyond the bound in a flood', () => {
    use(3, 100);
    for (let n = 0; n < 10_000; n += 1) window.take(`flood-${n}`);
    expect(window.size).toBe(100);
  });
});

describe('a limit that is off', () => {
  it('refuses nobody and remembers nobody', () => {
    use('off');
    for (let n = 0; n < 10_000; n += 1) expect(window.take('ada')).toBe(0);
    expect(window.size).toBe(0);
  });
});
