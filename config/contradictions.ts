// Which settings do not go together? What could not be read is left out of the checks.

import { isOperatorExposed } from './operator-token.ts';
import { isLoopback, isUnspecified } from './parsers/hosts.ts';
import type { Draft } from './read-settings.ts';
import { sessionContradictions } from './session-contradictions.ts';

type Check = (draft: Draft) => readonly string[];

const guardedOperatorListener: Check = (draft) => {
  if (!isOperatorExposed(draft) || draft.given.has('ADMIN_TOKEN')) return [];
  return [
    'ADMIN_TOKEN is required when ADMIN_HOST is not loopback; set it, or ADMIN_HOST=127.0.0.1, or ADMIN_PORT=off',
  ];
};

const overlap = (one: string, other: string): boolean =>
  one === other || isUnspecified(one) || isUnspecified(other) || (isLoopback(one) && isLoopback(other));

const twoListeners: Check = ({ values: { HOST, PORT, ADMIN_HOST, ADMIN_PORT } }) => {
  if (HOST === undefined || ADMIN_HOST === undefined || PORT === undefined || PORT !== ADMIN_PORT) return [];
  return overlap(HOST, ADMIN_HOST) ? ['ADMIN_PORT must be another port than PORT on the same host'] : [];
};

const cacheTimes: Check = ({ values: { CACHE_FRESH, CACHE_REVALIDATE, CACHE_STALE } }) => {
  if (CACHE_FRESH === undefined || CACHE_REVALIDATE === undefined || CACHE_STALE === undefined) return [];
  if (CACHE_STALE >= CACHE_FRESH + CACHE_REVALIDATE) return [];
  return [
    'CACHE_STALE must be at least CACHE_FRESH and CACHE_REVALIDATE together: until then entries are served anyway',
  ];
};

const keyForRedis: Check = ({ given }) =>
  given.has('REDIS_URL') && !given.has('CACHE_KEY')
    ? [
        'CACHE_KEY is required with REDIS_URL: what is kept there is encrypted; make one with: openssl rand -base64 32',
      ]
    : [];

const workersMeet: Check = ({ values: { WORKERS = 1 }, given }) =>
  WORKERS > 1 && !given.has('REDIS_URL')
    ? [
        'WORKERS above 1 needs REDIS_URL: each is a node, and nodes share what they know and spend through Redis',
      ]
    : [];

const checks: readonly Check[] = [
  sessionContradictions,
  guardedOperatorListener,
  twoListeners,
  cacheTimes,
  keyForRedis,
  workersMeet,
];

/** One sentence for each thing that does not go together; values are never shown. */
export const contradictions: Check = (draft) => checks.flatMap((check) => check(draft));
