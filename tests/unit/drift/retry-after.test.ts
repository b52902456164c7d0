import { describe, expect, it } from '@jest/globals';
import { retryAfterOf } from '../../../server/drift/retry-after.ts';

const date = 'Sun, 22 Nov 2026 10:00:00 GMT';
const secondsOf = (value: string): number => retryAfterOf({ 'retry-after': value, date });

describe('how long Drift asks us to wait', () => {
  it.each([
    ['1', 1],
    ['17', 17],
    [' 17 ', 17],
    ['300', 300],
    ['Sun, 22 Nov 2026 10:00:31 GMT', 31],
    ['Sunday, 22-Nov-26 10:00:31 GMT', 31],
  ])('is read from %j: %i s', (value, seconds) => {
    expect(secondsOf(value)).toBe(seconds);
  });

  it.each(['0', '000', 'Sun, 22 Nov 2026 10:00:00 GMT', 'Thu, 01 Jan 1970 00:00:00 GMT'])(
    'is at least one second (%j)',
    (value) => {
      expect(secondsOf(value)).toBe(1);
    },
  );

  it.each(['301', '86400', '9'.repeat(400), 'Mon, 23 Nov 2026 10:00:00 GMT'])(
    'is at most 300 s (%j)',
    (value) => {
      expect(secondsOf(value)).toBe(300);
    },
  );

  it.each(['', 'soon', 'NaN', '-', '१७', '5, 7', '1.5', '-5', '+5', '1e3', '0x10', '5s'])(
    'is five seconds when %j stands there, which is neither',
    (value) => {
      expect(secondsOf(value)).toBe(5);
    },
  );

  it('is reckoned by the date of the answer, whatever our own clock says', () => {
    const headers = { 'retry-after': 'Thu, 01 Jan 1970 00:01:10 GMT', date: 'Thu, 01 Jan 1970 00:01:00 GMT' };
    expect(retryAfterOf(headers)).toBe(10);
  });

  it('is five seconds when the answer gives a date and does not tell its own', () => {
    expect(retryAfterOf({ 'retry-after': 'Sun, 22 Nov 2026 10:00:31 GMT' })).toBe(5);
  });

  it('is five seconds when it does not say', () => {
    expect(retryAfterOf({})).toBe(5);
  });
});
