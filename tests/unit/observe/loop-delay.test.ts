import { beforeEach, describe, expect, it } from '@jest/globals';
import { createLoopDelay, type LoopDelay } from '../../../server/observe/loop-delay.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

let clock: ManualClock;
let delay: LoopDelay;
let stop: () => void;
/** How late timers fire from now on. */
let late: number;
let timers: number;

beforeEach(() => {
  late = 0;
  timers = 0;
  clock = createManualClock();
  delay = createLoopDelay({
    ...clock,
    after: (time, action) => {
      timers += 1;
      return clock.after(time + late, action);
    },
  });
  stop = delay.start();
});

/** Lets the timers be so late from the next one on, for so many of them. */
const beLate = (milliseconds: number, times: number): void => {
  clock.advance(100);
  late = milliseconds;
  clock.advance(100);
  for (let n = 0; n < times; n += 1) clock.advance(100 + milliseconds);
};

describe('an event loop', () => {
  it('that is in time is not overloaded', () => {
    clock.advance(10_000);
    expect([delay.current(), delay.overloaded()]).toEqual([0, false]);
  });

  it.each([
    [250, false],
    [251, true],
    [2_000, true],
  ])('that is %i ms late twice running: overloaded is %p', (milliseconds, overloaded) => {
    beLate(milliseconds, 2);
    expect([delay.current(), delay.overloaded()]).toEqual([milliseconds, overloaded]);
  });

  it('that was held up by one long task is not overloaded', () => {
    beLate(5_000, 1);
    expect([delay.current(), delay.overloaded()]).toEqual([5_000, false]);
  });

  it('is overloaded no more as soon as it is in time', () => {
    beLate(500, 5);
    expect(delay.overloaded()).toBe(true);
    late = 0;
    clock.advance(600);
    clock.advance(100);
    expect([delay.current(), delay.overloaded()]).toEqual([0, false]);
  });

  it('is looked at no more after the end', () => {
    stop();
    const before = timers;
    clock.advance(10_000);
    expect(timers).toBe(before);
  });
});
