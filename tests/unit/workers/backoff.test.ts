// How long the place of a worker stays empty.

import { describe, expect, it } from '@jest/globals';
import { createBackoff } from '../../../server/workers/backoff.ts';

describe('the place of a worker that has ended', () => {
  it('stays empty for one second, then twice as long each time, and never longer than thirty', () => {
    const backoff = createBackoff(() => 0);
    const delays = Array.from({ length: 7 }, () => backoff(500));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('is filled soon again once a worker has lived for a minute', () => {
    const backoff = createBackoff(() => 0);
    expect([500, 59_999, 60_000, 500].map(backoff)).toEqual([1_000, 2_000, 1_000, 2_000]);
  });

  it('is filled up to a quarter sooner, by chance', () => {
    expect(createBackoff(() => 0.5)(500)).toBe(875);
    expect(createBackoff(() => 0.999)(500)).toBeGreaterThan(750);
  });
});
