import { describe, expect, it } from '@jest/globals';
import { freshnessOf } from '../../../server/lookup/freshness.ts';
import { absentEntry, contactEntry } from '../../support/contacts.ts';
import { hours, lifetimes, minutes, seconds } from '../../support/lookup-bench.ts';

/** `storedAt` is no round number, so that a forgotten subtraction shows. */
const storedAt = 777;

describe('a contact', () => {
  const at = (age: number, rest: { expired?: boolean; jitter?: number } = {}): string =>
    freshnessOf(contactEntry(['id:1'], {}, { storedAt, ...rest }), storedAt + age, lifetimes);

  it.each([
    [0, 'fresh'],
    [5 * minutes - 1, 'fresh'],
    [5 * minutes, 'revalidate'],
    [15 * minutes - 1, 'revalidate'],
    [15 * minutes, 'stale'],
    [24 * hours - 1, 'stale'],
    [24 * hours, 'gone'],
    [240 * hours, 'gone'],
  ])('that is %i ms old is %s', (age, freshness) => {
    expect(at(age)).toBe(freshness);
  });

  it.each([
    [0, 'stale'],
    [10 * minutes, 'stale'],
    [24 * hours - 1, 'stale'],
    [24 * hours, 'gone'],
  ])('that was expired by a webhook and is %i ms old is %s', (age, freshness) => {
    expect(at(age, { expired: true })).toBe(freshness);
  });

  it.each([
    [0.9, 4.5 * minutes, 13.5 * minutes, 21.6 * hours],
    [1.1, 5.5 * minutes, 16.5 * minutes, 26.4 * hours],
  ])('with a jitter of %f is fresh for %i ms, and so on', (jitter, fresh, revalidated, gone) => {
    const around = [fresh, revalidated, gone].flatMap((age) => [
      at(age - 1, { jitter }),
      at(age + 1, { jitter }),
    ]);
    expect(around).toEqual(['fresh', 'revalidate', 'revalidate', 'stale', 'stale', 'gone']);
  });

  it('is gone at CACHE_STALE even where CACHE_FRESH is longer', () => {
    const entry = contactEntry(['id:1']);
    expect(freshnessOf(entry, minutes, { ...lifetimes, stale: minutes })).toBe('gone');
  });
});

describe.each(['unknown', 'ambiguous'] as const)('an answer "%s"', (kind) => {
  const at = (
    age: number,
    rest: { times?: number; expired?: boolean; jitter?: number },
    unknown = minutes,
  ): string =>
    freshnessOf(absentEntry(kind, { storedAt, ...rest }), storedAt + age, { ...lifetimes, unknown });

  it.each([
    [1, 5 * seconds],
    [2, 20 * seconds],
    [3, minutes],
    [4, minutes],
    [1_000, minutes],
  ])('that came %i times in a row is fresh for %i ms', (times, fresh) => {
    expect([at(fresh - 1, { times }), at(fresh, { times })]).toEqual(['fresh', 'stale']);
  });

  it.each([1, 2, 3])('is never fresh for longer than CACHE_UNKNOWN (the %i. time)', (times) => {
    expect([at(seconds - 1, { times }, seconds), at(seconds, { times }, seconds)]).toEqual([
      'fresh',
      'stale',
    ]);
  });

  it('is not fresh once it was expired', () => {
    expect(at(0, { expired: true })).toBe('stale');
  });

  it('is gone at CACHE_STALE', () => {
    expect([at(24 * hours - 1, {}), at(24 * hours, {})]).toEqual(['stale', 'gone']);
  });

  it('is jittered', () => {
    expect([at(4_499, { jitter: 0.9 }), at(4_501, { jitter: 0.9 })]).toEqual(['fresh', 'stale']);
  });
});
