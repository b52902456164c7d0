// Which texts and numbers are a moment?

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { instantOf } from '../../../server/sanitize/instant.ts';

const written = (value: string | number): string | undefined => {
  const instant = instantOf(value);
  return instant === undefined ? undefined : new Date(instant).toISOString();
};

describe('a moment is', () => {
  it.each([
    ['epoch milliseconds', 1617826661680, '2021-04-07T20:17:41.680Z'],
    ['the epoch', 0, '1970-01-01T00:00:00.000Z'],
    ['before the epoch', -1, '1969-12-31T23:59:59.999Z'],
    ['UTC', '2021-11-02T19:50:26Z', '2021-11-02T19:50:26.000Z'],
    ['UTC in small letters', '2021-11-02t19:50:26z', '2021-11-02T19:50:26.000Z'],
    ['without an offset, in UTC', '2021-11-02T19:50:26', '2021-11-02T19:50:26.000Z'],
    ['with a space', '2021-11-02 19:50:26', '2021-11-02T19:50:26.000Z'],
    ['without seconds', '2021-11-02T19:50Z', '2021-11-02T19:50:00.000Z'],
    ['a day alone, at midnight', '2021-11-02', '2021-11-02T00:00:00.000Z'],
    ['with a tenth', '2021-11-02T19:50:26.5Z', '2021-11-02T19:50:26.500Z'],
    ['with nanoseconds, cut', '2021-11-02T19:50:26.123999999Z', '2021-11-02T19:50:26.123Z'],
    ['with a comma', '2021-11-02T19:50:26,25Z', '2021-11-02T19:50:26.250Z'],
    ['east of UTC', '2021-11-02T00:30:00+02:00', '2021-11-01T22:30:00.000Z'],
    ['west of UTC', '2021-11-02T19:50:26-0530', '2021-11-03T01:20:26.000Z'],
    ['with an offset of hours', '2021-11-02T19:50:26+01', '2021-11-02T18:50:26.000Z'],
    ['a leap day', '2024-02-29', '2024-02-29T00:00:00.000Z'],
    ['in the first year', '0001-01-01', '0001-01-01T00:00:00.000Z'],
    ['in the last year', '9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%s', (_, value, moment) => {
    expect(written(value)).toBe(moment);
  });
});

describe('no moment is', () => {
  it.each([
    ['30 February', '2024-02-30'],
    ['a leap day of a common year', '2023-02-29'],
    ['the 13th month', '2024-13-01'],
    ['day 0', '2024-01-00'],
    ['24 o’clock', '2024-01-01T24:00:00Z'],
    ['minute 60', '2024-01-01T10:60:00Z'],
    ['second 60', '2024-01-01T10:00:60Z'],
    ['an offset of 24 hours', '2024-01-01T10:00:00+24:00'],
    ['an offset of 60 minutes', '2024-01-01T10:00:00+01:60'],
    ['a day with an offset', '2024-01-01+02:00'],
    ['the year 0', '0000-01-01'],
    ['a year pushed to 0 by its offset', '0001-01-01T00:00:00+01:00'],
    ['a year pushed to 10000 by its offset', '9999-12-31T23:59:59-01:00'],
    ['a year of six digits', '+002024-01-01T00:00:00Z'],
    ['an American date', '01/02/2024'],
    ['a date in words', '2 Jan 2024'],
    ['digits without borders', '20240102'],
    ['a text of milliseconds', '1617826661680'],
    ['a date with something before it', ' 2024-01-01'],
    ['a date with a line break behind it', '2024-01-01\n'],
    ['empty text', ''],
    ['a fraction of a millisecond', 1617826661680.5],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['beyond the year 9999', 253402300800000],
    ['before the year 1', -62135596800001],
  ])('%s', (_, value) => {
    expect(instantOf(value)).toBeUndefined();
  });
});

it('every moment of the years 1 to 9999 is read as it was written', () => {
  const moments = fc.date({
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T23:59:59Z'),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(moments, (moment) => {
      expect(instantOf(moment.toISOString())).toBe(moment.getTime());
      expect(instantOf(moment.getTime())).toBe(moment.getTime());
    }),
  );
});
