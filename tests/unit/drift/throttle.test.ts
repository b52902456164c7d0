import { describe, expect, it } from '@jest/globals';
import type { Throttle } from '../../../server/drift/budget.ts';
import { absenceIn, throttleIn } from '../../../server/drift/throttle.ts';
import type { DriftResponse } from '../../../server/drift/transport.ts';

const wall = Date.parse('2026-11-22T10:00:00Z');
const inSeconds = (seconds: number): number => wall / 1_000 + seconds;
/** Drift's own clock; there is no other in this room. */
const date = 'Sun, 22 Nov 2026 10:00:00 GMT';

const answer = (headers: Readonly<Record<string, string>>, status: number): DriftResponse => ({
  status,
  headers,
  body: new Uint8Array(),
});
const read = (headers: Readonly<Record<string, string>>, status = 200): readonly Throttle[] =>
  throttleIn(answer({ date, ...headers }, status));

describe('rate headers', () => {
  it.each<[string, Readonly<Record<string, string>>, number, number]>([
    ['RateLimit-*', { 'ratelimit-limit': '600', 'ratelimit-remaining': '7', 'ratelimit-reset': '30' }, 7, 30],
    ['X-RateLimit-*', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' }, 0, 60],
    ['X-Rate-Limit-*', { 'x-rate-limit-remaining': '12', 'x-rate-limit-reset': '1' }, 12, 1],
    ['RateLimit with words', { ratelimit: 'limit=600, remaining=5, reset=30' }, 5, 30],
    ['RateLimit with letters', { ratelimit: '"default";r=5;t=30' }, 5, 30],
    ['RateLimit in capitals', { ratelimit: 'Limit=600,Remaining=5,Reset=30' }, 5, 30],
    ['a fraction', { 'ratelimit-remaining': '5', 'ratelimit-reset': '0.5' }, 5, 0.5],
    ['a moment in seconds', { 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': `${inSeconds(20)}` }, 5, 20],
    [
      'a moment in milliseconds',
      { 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': `${wall + 20_000}` },
      5,
      20,
    ],
    ['a moment gone by', { 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': `${inSeconds(-9)}` }, 5, 0],
    ['headers that came twice', { 'ratelimit-remaining': '5, 5', 'ratelimit-reset': '30, 30' }, 5, 30],
    [
      'several, of which the strictest counts',
      { 'ratelimit-remaining': '5, 0', 'ratelimit-reset': '9, 30' },
      0,
      30,
    ],
    ['what is left without a reset, for five seconds', { 'x-ratelimit-remaining': '0' }, 0, 5],
    [
      "Kong's, of the minute alone",
      { 'x-ratelimit-remaining-minute': '3', 'x-ratelimit-remaining-hour': '90' },
      3,
      5,
    ],
    [
      'two families, of which the standard one counts',
      {
        'x-ratelimit-remaining': '9',
        'x-ratelimit-reset': '9',
        'ratelimit-remaining': '5',
        'ratelimit-reset': '30',
      },
      5,
      30,
    ],
  ])('are understood: %s', (_, headers, remaining, reset) => {
    expect(read(headers)).toEqual([{ kind: 'remaining', remaining, resetIn: reset * 1_000 }]);
  });

  it.each<[string, Readonly<Record<string, string>>]>([
    ['there are none', {}],
    ['the rest is missing', { 'ratelimit-reset': '5' }],
    ['they are no numbers', { 'ratelimit-remaining': 'many', 'ratelimit-reset': 'soon' }],
    ['they are empty', { 'ratelimit-remaining': '', 'ratelimit-reset': ' ' }],
    ['they are below zero', { 'ratelimit-remaining': '-1', 'ratelimit-reset': '30' }],
    ['they are no decimals', { 'ratelimit-remaining': '0x10', 'ratelimit-reset': '1e9' }],
    ['one of several is no number', { 'ratelimit-remaining': '5, many', 'ratelimit-reset': '30, 30' }],
    ['they are of some other kind', { ratelimit: '600' }],
  ])('say nothing when %s', (_, headers) => {
    expect(read(headers)).toEqual([]);
  });
});

describe('several policies in RateLimit', () => {
  it('all count', () => {
    expect(read({ ratelimit: '"day, all";r=5000;t=80000, "minute";r=0;t=30' })).toEqual([
      { kind: 'remaining', remaining: 5_000, resetIn: 80_000_000 },
      { kind: 'remaining', remaining: 0, resetIn: 30_000 },
    ]);
  });
});

describe('a limit', () => {
  it.each<[string, Readonly<Record<string, string>>]>([
    ['RateLimit-Limit', { 'ratelimit-limit': '100' }],
    ['X-RateLimit-Limit', { 'x-ratelimit-limit': '100' }],
    ["Kong's", { 'x-ratelimit-limit-minute': '100' }],
    ['RateLimit with words', { ratelimit: 'limit=100' }],
  ])('alone is one of a minute: %s', (_, headers) => {
    expect(read(headers)).toEqual([{ kind: 'limit', perMinute: 100 }]);
  });

  it('alone and too small for a minute is one of a second', () => {
    expect(read({ 'x-ratelimit-limit': '10' })).toEqual([{ kind: 'limit', perMinute: 600 }]);
    expect(read({ 'x-ratelimit-limit-minute': '10' })).toEqual([{ kind: 'limit', perMinute: 10 }]);
  });

  it('beside what is left of it and a reset is of some other time', () => {
    const headers = { 'ratelimit-limit': '10', 'ratelimit-remaining': '7', 'ratelimit-reset': '1' };
    expect(read(headers)).toEqual([{ kind: 'remaining', remaining: 7, resetIn: 1_000 }]);
  });
});

describe('an answer that does not tell what time it is', () => {
  it.each(['', 'yesterday'])('gives no moments: our clock may be another than its own (Date: %j)', (date) => {
    const headers = { date, 'x-ratelimit-remaining': '5', 'x-ratelimit-reset': `${inSeconds(20)}` };
    expect(read({ ...headers, 'retry-after': 'Sun, 22 Nov 2026 10:00:31 GMT' }, 429)).toEqual([
      { kind: 'remaining', remaining: 5, resetIn: 5_000 },
      { kind: 'refused', retryAfter: undefined },
    ]);
  });
});

describe('a failure of Drift', () => {
  it.each([500, 502, 503, 504])('may say for how long Drift is away (%i)', (status) => {
    expect(absenceIn(answer({ 'retry-after': '120' }, status))).toBe(120_000);
  });

  it.each([200, 404, 408, 429])('is no answer with status %i', (status) => {
    expect(absenceIn(answer({ 'retry-after': '120' }, status))).toBeUndefined();
  });

  it('says nothing of it without Retry-After', () => {
    expect(absenceIn(answer({}, 503))).toBeUndefined();
  });
});

describe('a 429', () => {
  it.each<[string | undefined, number | undefined]>([
    [undefined, undefined],
    ['17', 17_000],
    ['0', 0],
    ['Sun, 22 Nov 2026 10:00:31 GMT', 31_000],
    ['Sun, 22 Nov 2026 09:59:00 GMT', 0],
    ['86400', 300_000],
    ['soon', undefined],
    ['-5', undefined],
    ['', undefined],
  ])('with Retry-After %j asks to wait for %p ms', (value, retryAfter) => {
    const headers: Record<string, string> = value === undefined ? {} : { 'retry-after': value };
    expect(read(headers, 429)).toEqual([{ kind: 'refused', retryAfter }]);
  });

  it('tells what is left, too', () => {
    const headers = { 'retry-after': '3', 'ratelimit-remaining': '0', 'ratelimit-reset': '3' };
    expect(read(headers, 429)).toEqual([
      { kind: 'remaining', remaining: 0, resetIn: 3_000 },
      { kind: 'refused', retryAfter: 3_000 },
    ]);
  });
});

describe('an answer with another status', () => {
  it.each([200, 404, 503])('is no refusal, whatever its Retry-After (%i)', (status) => {
    expect(read({ 'retry-after': '30' }, status)).toEqual([]);
  });
});
