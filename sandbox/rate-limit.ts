// Has this token calls left? A window of 60 seconds that slides on the injected clock, one for each token.

import type { Clock } from '../server/clock.ts';
import type { RateHeaders } from './behaviour.ts';

export type RateVerdict = {
  readonly allowed: boolean;
  readonly limit: number;
  readonly remaining: number;
  /** Milliseconds until the oldest counted call leaves the window. */
  readonly resetIn: number;
};

export type RateLimit = {
  /** Counts one call of a token; a refused call is not counted. */
  take(token: string): RateVerdict;
};

type Settings = { readonly clock: Pick<Clock, 'now'>; readonly requestsPerMinute: number };

const windowLength = 60_000;

export const createRateLimit = ({ clock, requestsPerMinute: limit }: Settings): RateLimit => {
  const callsByToken = new Map<string, number[]>();

  return {
    take: (token) => {
      if (limit === Number.POSITIVE_INFINITY) return { allowed: true, limit, remaining: limit, resetIn: 0 };
      const now = clock.now();
      const calls = callsByToken.get(token) ?? [];
      while (calls[0] !== undefined && calls[0] <= now - windowLength) calls.shift();
      const allowed = calls.length < limit;
      if (allowed) calls.push(now);
      callsByToken.set(token, calls);
      const oldest = calls[0] ?? now;
      return { allowed, limit, remaining: limit - calls.length, resetIn: oldest + windowLength - now };
    },
  };
};

const seconds = (milliseconds: number): string => String(Math.ceil(milliseconds / 1_000));

const numbered = (prefix: string, { limit, remaining, resetIn }: RateVerdict): [string, string][] => [
  [`${prefix}-Limit`, String(limit)],
  [`${prefix}-Remaining`, String(remaining)],
  [`${prefix}-Reset`, seconds(resetIn)],
];

const families: Record<RateHeaders, (verdict: RateVerdict) => [string, string][]> = {
  'Retry-After': (verdict) => (verdict.allowed ? [] : [['Retry-After', seconds(verdict.resetIn)]]),
  'X-RateLimit': (verdict) => numbered('X-RateLimit', verdict),
  RateLimit: (verdict) => numbered('RateLimit', verdict),
};

/** The headers that tell a verdict; which ones Drift sends is not documented. */
export const rateHeaders = (
  verdict: RateVerdict,
  sent: readonly RateHeaders[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(sent.flatMap((family) => families[family](verdict)));
