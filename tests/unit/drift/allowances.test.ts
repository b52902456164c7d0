// How many calls are left by Drift's own word?

import { describe, expect, it } from '@jest/globals';
import { createAllowances } from '../../../server/drift/allowances.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const start = () => {
  const clock = createManualClock();
  return { clock, allowances: createAllowances(clock) };
};

describe('what is left', () => {
  it('of a window of a second keeps nobody from calling', () => {
    const { clock, allowances } = start();
    allowances.tell(2, 1_000);
    expect(allowances.leftAt(clock.now())).toBe(Number.POSITIVE_INFINITY);
  });

  it('of a window of a second counts when it is nothing', () => {
    const { clock, allowances } = start();
    allowances.tell(0, 1_000);
    expect(allowances.leftAt(clock.now())).toBe(0);
    clock.advance(1_000);
    expect(allowances.leftAt(clock.now())).toBe(Number.POSITIVE_INFINITY);
  });

  it('of a longer window becomes less with each call, until its end', () => {
    const { clock, allowances } = start();
    allowances.tell(2, 30_000);
    allowances.spend();
    expect(allowances.leftAt(clock.now())).toBe(1);
    clock.advance(30_000);
    expect(allowances.leftAt(clock.now())).toBe(Number.POSITIVE_INFINITY);
  });

  it('is never raised within one window', () => {
    const { clock, allowances } = start();
    allowances.tell(2, 30_000);
    allowances.tell(9, 30_000);
    expect(allowances.leftAt(clock.now())).toBe(2);
  });
});
