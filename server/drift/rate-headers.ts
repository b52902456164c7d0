// What do an answer's headers say about Drift's limit? Drift documents none of their names, so all that are in use are read.

import type { Throttle } from './budget.ts';
import { dateOf } from './retry-after.ts';
import type { DriftResponse } from './transport.ts';

type Headers = DriftResponse['headers'];

/** What is said of one limit, in the numbers that stand there; the limit itself is of a minute. */
type Policy = {
  readonly limit: number | undefined;
  readonly remaining: number | undefined;
  readonly reset: number | undefined;
};

/** Larger numbers are no seconds from now but a moment since 1970, in seconds or in milliseconds. */
const surelyEpochSeconds = 1_000_000_000;
const surelyEpochMilliseconds = 1_000_000_000_000;
/** How long a number of calls holds of which Drift does not say until when: the next answer will say more. */
const withoutReset = 5_000;

/** Of a limit alone nobody says how long its window is. Drift's own are of a minute; so small a number is one of a second. */
const leastPerMinute = 60;

const perMinute = (limit: number | undefined, isSaidSo: boolean): number | undefined =>
  limit === undefined || isSaidSo || limit >= leastPerMinute ? limit : limit * 60;

const numberIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;

/** A repeated header is joined by commas. */
const numbersIn = (text: string | undefined): readonly number[] | undefined => {
  const numbers = (text ?? '').split(',').map(numberIn);
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
};
const strictest = (
  text: string | undefined,
  of: (...numbers: readonly number[]) => number,
): number | undefined => {
  const numbers = numbersIn(text);
  return numbers === undefined ? undefined : of(...numbers);
};

const pairsIn = (text: string): ReadonlyMap<string, number | undefined> =>
  new Map(
    text.split(/[;,]/).map((pair) => {
      const [name = '', value] = pair.split('=');
      return [name.trim().toLowerCase(), numberIn(value)];
    }),
  );

/** `RateLimit: limit=600, remaining=5, reset=30`, and the later form `"day";r=900;t=3600, "minute";r=5;t=30`. */
const combined = (headers: Headers): readonly Policy[] => {
  const text = (headers['ratelimit'] ?? '').replaceAll(/"[^"]*"/g, '');
  const words = pairsIn(text);
  const inWords = {
    limit: perMinute(words.get('limit'), false),
    remaining: words.get('remaining'),
    reset: words.get('reset'),
  };
  const inLetters = text.split(',').map((item) => {
    const letters = pairsIn(item);
    return { limit: undefined, remaining: letters.get('r'), reset: letters.get('t') };
  });
  return [inWords, ...inLetters];
};

/** Each family of names that is in use; Kong adds the length of the window. */
const families: readonly (readonly [prefix: string, suffix: string])[] = [
  ['ratelimit', ''],
  ['x-ratelimit', ''],
  ['x-rate-limit', ''],
  ['x-ratelimit', '-minute'],
];
const separate = (headers: Headers): readonly Policy[] =>
  families.map(([prefix, suffix]) => ({
    limit: perMinute(strictest(headers[`${prefix}-limit${suffix}`], Math.min), suffix === '-minute'),
    remaining: strictest(headers[`${prefix}-remaining${suffix}`], Math.min),
    reset: strictest(headers[`${prefix}-reset${suffix}`], Math.max),
  }));

/** By the clock of the answer; undefined for a moment in an answer that does not tell what time it is. */
const resetInMilliseconds = (reset: number, headers: Headers): number | undefined => {
  if (reset <= surelyEpochSeconds) return reset * 1_000;
  const left = (reset > surelyEpochMilliseconds ? reset : reset * 1_000) - dateOf(headers);
  return Number.isNaN(left) ? undefined : Math.max(0, left);
};

const throttlesOf =
  (headers: Headers) =>
  ({ limit, remaining, reset }: Policy): readonly Throttle[] => {
    const resetIn = reset === undefined ? undefined : resetInMilliseconds(reset, headers);
    const left: readonly Throttle[] =
      remaining === undefined ? [] : [{ kind: 'remaining', remaining, resetIn: resetIn ?? withoutReset }];
    const whole: readonly Throttle[] =
      limit === undefined || resetIn !== undefined ? [] : [{ kind: 'limit', perMinute: limit }];
    return [...left, ...whole];
  };

/** Most answers say nothing, and need no longer look. */
const speaksOfRates = (headers: Headers): boolean =>
  Object.keys(headers).some((name) => name.includes('ratelimit') || name.includes('rate-limit'));

/** All that is said under the first name that says something. */
export const rateHeadersIn = (headers: Headers): readonly Throttle[] => {
  if (!speaksOfRates(headers)) return [];
  const together = combined(headers).flatMap(throttlesOf(headers));
  if (together.length > 0) return together;
  const spoken = separate(headers).map(throttlesOf(headers));
  return spoken.find((throttles) => throttles.length > 0) ?? [];
};
