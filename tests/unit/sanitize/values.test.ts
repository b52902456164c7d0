// Which values fit which type?

import { describe, expect, it } from '@jest/globals';
import type { AttributeType } from '../../../server/policy/policy.ts';
import { fitValue } from '../../../server/sanitize/values.ts';

type Limits = { readonly maxLength?: number; readonly enum?: readonly string[] };

const fitted = (type: AttributeType, value: unknown, limits: Limits = {}) =>
  fitValue(value, { type, maxLength: limits.maxLength ?? 1024, enum: limits.enum });

const leaves = (value: unknown) => ({ value, dropped: [] });
const isDropped = (reason: string) => ({ dropped: [reason] });

describe('string', () => {
  it.each([
    ['text', 'Ada', 'Ada'],
    ['empty text', '', ''],
    ['markup, which is only text here', '<script>alert(1)</script>', '<script>alert(1)</script>'],
    ['text beyond the basic plane', 'Ada \u{1F600}', 'Ada \u{1F600}'],
    ['text without its C0 control characters', 'A\u0000d\n\ta\u001f', 'Ada'],
    ['text without DEL and its C1 control characters', 'A\u007fd\u0080\u009fa', 'Ada'],
    ['line separators, which are no control characters', 'a\u2028b', 'a\u2028b'],
  ])('%s leaves', (_, value, text) => {
    expect(fitted('string', value)).toEqual(leaves(text));
  });

  it.each([
    ['a number', 5],
    ['true', true],
    ['a list', ['Ada']],
    ['null', null],
    ['an object', { toString: () => 'Ada' }],
  ])('%s is no text', (_, value) => {
    expect(fitted('string', value)).toEqual(isDropped('wrong_type'));
  });

  it.each(['\ud800', 'a\udc00b', '\udc00\ud800'])('a lone surrogate is malformed', (value) => {
    expect(fitted('string', value)).toEqual(isDropped('malformed'));
  });

  it('of just the longest length leaves whole; one character more is left out, not cut', () => {
    expect(fitted('string', 'abc', { maxLength: 3 })).toEqual(leaves('abc'));
    expect(fitted('string', 'abcd', { maxLength: 3 })).toEqual(isDropped('too_long'));
  });

  it('is measured in code points', () => {
    expect(fitted('string', '\u{1F600}'.repeat(3), { maxLength: 3 })).toEqual(leaves('\u{1F600}'.repeat(3)));
    expect(fitted('string', '\u{1F600}'.repeat(4), { maxLength: 3 })).toEqual(isDropped('too_long'));
  });

  it('is measured after control characters are gone', () => {
    expect(fitted('string', 'ab\u0000\u0000c', { maxLength: 3 })).toEqual(leaves('abc'));
  });

  it('must be one of its enum, letter by letter', () => {
    const plans = { enum: ['free', 'pro'] };
    expect(fitted('string', 'pro', plans)).toEqual(leaves('pro'));
    expect(fitted('string', 'Pro', plans)).toEqual(isDropped('not_in_enum'));
    expect(fitted('string', 'toString', plans)).toEqual(isDropped('not_in_enum'));
  });
});

describe('number', () => {
  it.each([0, -1, 1.5, 1e-7, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])('%s leaves', (value) => {
    expect(fitted('number', value)).toEqual(leaves(value));
  });

  it('negative zero leaves as zero, for JSON has no other', () => {
    expect(fitted('number', -0)).toEqual(leaves(0));
  });

  it.each([
    ['a text of digits', '5', 'wrong_type'],
    ['true', true, 'wrong_type'],
    ['a bigint', 5n, 'wrong_type'],
    ['null', null, 'wrong_type'],
    ['NaN', Number.NaN, 'malformed'],
    ['Infinity', Number.POSITIVE_INFINITY, 'malformed'],
    ['an integer that may have been rounded', 2 ** 53, 'out_of_range'],
  ])('%s is left out', (_, value, reason) => {
    expect(fitted('number', value)).toEqual(isDropped(reason));
  });
});

describe('boolean', () => {
  it.each([true, false])('%s leaves', (value) => {
    expect(fitted('boolean', value)).toEqual(leaves(value));
  });

  it.each(['true', 'false', '', 0, 1, null])('%j is left out', (value) => {
    expect(fitted('boolean', value)).toEqual(isDropped('wrong_type'));
  });
});

describe('datetime and date', () => {
  it.each([
    ['epoch milliseconds', 1617826661680, '2021-04-07T20:17:41.680Z', '2021-04-07'],
    ['ISO 8601 with an offset', '2021-11-02T00:30:00+02:00', '2021-11-01T22:30:00.000Z', '2021-11-01'],
    ['a day', '2021-11-02', '2021-11-02T00:00:00.000Z', '2021-11-02'],
  ])('%s leaves as ISO 8601 in UTC', (_, value, moment, day) => {
    expect(fitted('datetime', value)).toEqual(leaves(moment));
    expect(fitted('date', value)).toEqual(leaves(day));
  });

  it.each([
    ['no date', 'yesterday', 'malformed'],
    ['30 February', '2024-02-30', 'malformed'],
    ['a number out of all calendars', 1e17, 'malformed'],
    ['true', true, 'wrong_type'],
    ['a list', [1617826661680], 'wrong_type'],
  ])('%s is left out', (_, value, reason) => {
    expect(fitted('datetime', value)).toEqual(isDropped(reason));
    expect(fitted('date', value)).toEqual(isDropped(reason));
  });
});

describe('list', () => {
  it.each([
    ['of texts', ['a', 'b']],
    ['that is empty', []],
    ['of 100 texts', Array.from({ length: 100 }, String)],
  ])('one %s leaves', (_, value) => {
    expect(fitted('list', value)).toEqual(leaves(value));
  });

  it('loses the elements that do not fit, each counted', () => {
    const value = ['free', 5, 'gold', null, 'pro\u0000', '\ud800', ['pro']];
    expect(fitted('list', value, { enum: ['free', 'pro'] })).toEqual({
      value: ['free', 'pro'],
      dropped: ['wrong_type', 'not_in_enum', 'wrong_type', 'malformed', 'wrong_type'],
    });
  });

  it('has a length for each of its elements', () => {
    expect(fitted('list', ['abc', 'abcd'], { maxLength: 3 })).toEqual({
      value: ['abc'],
      dropped: ['too_long'],
    });
  });

  it('of 101 elements is left out whole, and counted once', () => {
    expect(fitted('list', Array.from({ length: 101 }, String))).toEqual(isDropped('too_many'));
  });

  it.each(['a,b', 5, true, null, { 0: 'a', length: 1 }])('%j is no list', (value) => {
    expect(fitted('list', value)).toEqual(isDropped('wrong_type'));
  });
});
