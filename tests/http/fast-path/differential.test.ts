// Does the fast path repeat Express to the letter? Thousands of requests to two servers, and differences planted on purpose.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CreateFastPath, createFastPath, type FastPathParts } from '../../../server/http/fast-path.ts';
import { listedOrigin } from '../../support/proxy.ts';
import type { Asking } from './asking.ts';
import type { Step } from './both.ts';
import { configs, firstDifference, type Journey, steps } from './differences.ts';

const journeys: fc.Arbitrary<Journey> = fc.record({ config: configs, steps });

/** The fast path, and how many requests it has answered. */
const counting =
  (counted: { answers: number; requests: number }): CreateFastPath =>
  (parts) => {
    const { serve, learn } = createFastPath(parts);
    return {
      learn,
      serve(request, response) {
        const served = serve(request, response);
        counted.requests += 1;
        if (served) counted.answers += 1;
        return served;
      },
    };
  };

it('thousands of requests are told the same with it and without it, counted and logged the same', async () => {
  const counted = { answers: 0, requests: 0 };
  await fc.assert(
    fc.asyncProperty(journeys, async (journey) => {
      expect(await firstDifference(journey, counting(counted))).toBeUndefined();
    }),
    { numRuns: 40, endOnFailure: true },
  );
  expect(counted.requests).toBeGreaterThan(3_000);
  // Or nothing would have been compared; of random requests the share that it may answer varies.
  expect(counted.answers).toBeGreaterThan(500);
}, 120_000);

const plain: Asking = {
  method: 'GET',
  target: '/v1/me/attributes',
  visitor: 'ada',
  credential: 'bearer',
  origins: [listedOrigin],
  provenance: [],
  extras: [],
};
/** A page of our own origin, then one that has no business with the cookie: often enough that it would be repeated. */
const cookieFromPage: Asking = {
  ...plain,
  credential: 'cookie',
  origins: [],
  provenance: ['Sec-Fetch-Site', 'same-origin', 'Sec-Fetch-Mode', 'cors', 'Sec-Fetch-Dest', 'empty'],
  extras: [['X-Request-Id', 'from-the-balancer.1']],
};
const cookieFromElsewhere: Asking = {
  ...cookieFromPage,
  provenance: ['Sec-Fetch-Site', 'cross-site', 'Sec-Fetch-Mode', 'no-cors', 'Sec-Fetch-Dest', 'script'],
};
const cookies: readonly Step[] = [
  ...Array.from({ length: 4 }, () => cookieFromPage),
  cookieFromElsewhere,
].map((asking) => ({ kind: 'ask', asking }));
/** By far enough for the smallest limit. */
const fortyPlain: readonly Step[] = Array.from(
  { length: 40 },
  () => ({ kind: 'ask', asking: plain }) as const,
);

const planted: readonly (readonly [
  what: string,
  shows: string,
  plant: (parts: FastPathParts) => Partial<FastPathParts>,
])[] = [
  [
    'a header that Express did not say',
    'no-sniff',
    ({ recordings }) => ({
      recordings: {
        ...recordings,
        find: (asker, body) => {
          const found = recordings.find(asker, body);
          const spoilt = (piece: (typeof found & object)['head'][number]) =>
            typeof piece === 'string' ? piece.replace('nosniff', 'no-sniff') : piece;
          return found && { ...found, head: found.head.map(spoilt) };
        },
      },
    }),
  ],
  [
    'a header that is left out',
    'Referrer-Policy',
    ({ recordings }) => ({
      recordings: {
        ...recordings,
        find: (asker, body) => {
          const found =
            recordings.find({ ...asker, origin: undefined }, body) ?? recordings.find(asker, body);
          const spoilt = (piece: (typeof found & object)['head'][number]) =>
            typeof piece === 'string' ? piece.replace(/Referrer-Policy: .*\r\n/, '') : piece;
          return found && { ...found, head: found.head.map(spoilt) };
        },
      },
    }),
  ],
  [
    'a body of another moment',
    'Eve',
    ({ recordings }) => ({
      recordings: {
        ...recordings,
        find: (asker, body) => {
          const found = recordings.find(asker, body);
          return (
            found && {
              ...found,
              body: { ...found.body, text: found.body.text.replace('"Ada"', '"Eve"') },
            }
          );
        },
      },
    }),
  ],
  [
    'the limit of addresses, not counted',
    '"status":429',
    ({ addresses }) => ({ addresses: { ...addresses, take: () => 0, hasRoom: () => true } }),
  ],
  [
    'the limit of subjects and the metric of look-ups, not counted',
    'drift_proxy_cache_requests_total',
    ({ findAnswerAtHand }) => ({
      findAnswerAtHand: (token) => {
        const found = findAnswerAtHand(token);
        return found && { ...found, count: () => {} };
      },
    }),
  ],
  ['the metric of requests, not counted', 'http_requests_total', () => ({ record: () => {} })],
  [
    'the rule against other sites, not asked',
    'fetch_refused',
    ({ readCredential }) => ({
      readCredential: (lines) => {
        const found = readCredential(lines);
        return found.kind === 'cookie' ? { ...found, kind: 'bearer' } : found;
      },
    }),
  ],
  [
    'an id that is not the one that is written down',
    'written-down-instead',
    ({ record }) => ({
      record: (exchange, method, status) =>
        record({ ...exchange, id: 'written-down-instead' }, method, status),
    }),
  ],
];

describe('a planted difference is found', () => {
  const limited = (subject: number, address: number): Journey => ({
    config: { limits: { subject, address } },
    steps: fortyPlain,
  });
  const behindBalancer: Journey = {
    config: { http: { trustedProxies: ['127.0.0.0/8'], sessionCookie: 'session' } },
    steps: cookies,
  };
  const journeys = [limited(100, 100), limited(30, 100), limited(100, 30), behindBalancer];

  it.each(journeys)('none where none is planted', async (journey) => {
    expect(await firstDifference(journey, createFastPath)).toBeUndefined();
  });

  it.each(planted)('%s', async (_what, shows, plant) => {
    const spoilt: CreateFastPath = (parts) => createFastPath({ ...parts, ...plant(parts) });
    const found = [];
    for (const journey of journeys) found.push(await firstDifference(journey, spoilt));
    expect(JSON.stringify(found)).toContain(shows);
  });
});
