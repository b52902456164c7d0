// What does an answer say about Drift's limit? A 429, and whatever rate headers come; Drift documents none of their names.

import type { Throttle } from './budget.ts';
import { waitIn } from './retry-after.ts';
import type { DriftResponse } from './transport.ts';

type Headers = DriftResponse['headers'];

/** Larger numbers are no seconds from now but a moment since 1970, in seconds or in milliseconds. */
const surelyEpochSeconds = 1_000_000_000;
const surelyEpochMilliseconds = 1_000_000_000_000;

const numberIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;

/** `RateLimit: limit=600, remaining=5, reset=30`, and the later form `"default";r=5;t=30`. */
const combined = (header: string | undefined, names: readonly string[]): number | undefined => {
  const pairs = (header ?? '').split(/[;,]/).map((pair) => pair.trim().split('='));
  return numberIn(pairs.find(([name]) => names.includes(name?.toLowerCase() ?? ''))?.[1]);
};

const separate = (headers: Headers, name: string): number | undefined =>
  numberIn(headers[`ratelimit-${name}`] ?? headers[`x-ratelimit-${name}`] ?? headers[`x-rate-limit-${name}`]);

const resetInMilliseconds = (reset: number, wall: number): number => {
  if (reset > surelyEpochMilliseconds) return Math.max(0, reset - wall);
  return reset > surelyEpochSeconds ? Math.max(0, reset * 1_000 - wall) : reset * 1_000;
};

const remainingIn = (headers: Headers, wall: number): Throttle | undefined => {
  const remaining = combined(headers['ratelimit'], ['remaining', 'r']) ?? separate(headers, 'remaining');
  const reset = combined(headers['ratelimit'], ['reset', 't']) ?? separate(headers, 'reset');
  if (remaining === undefined || reset === undefined) return undefined;
  return { kind: 'remaining', remaining, resetIn: resetInMilliseconds(reset, wall) };
};

/** `wall` is the wall clock in milliseconds, for moments that are given as dates. */
export const throttleIn = ({ status, headers }: DriftResponse, wall: number): Throttle[] => {
  const remaining = remainingIn(headers, wall);
  return [
    ...(remaining === undefined ? [] : [remaining]),
    ...(status === 429 ? [{ kind: 'refused', retryAfter: waitIn(headers, wall) } as const] : []),
  ];
};
