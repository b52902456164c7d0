// A request that is wrong in several ways is refused for the first of them, in the order of the contract.

import { afterEach, describe, expect, it } from '@jest/globals';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { askRaw } from '../support/raw-http.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

/** Takes nobody, so that even a good session is one refusal too many. */
const nobody = `
version: 1
audiences:
  staff: { requires: { role: staff }, contacts: own, attributes: { plan: { type: string } } }
`;

/** The faults in the order in which they are to be told. */
const faults = [
  ['shape', 400, 'request_invalid'],
  ['path', 404, 'not_found'],
  ['method', 405, 'method_not_allowed'],
  ['address', 429, 'too_many_requests'],
  ['browser', 403, 'origin_refused'],
  ['conflict', 400, 'token_conflict'],
  ['token', 401, 'token_expired'],
  ['subject', 429, 'too_many_requests'],
  ['audience', 403, 'not_allowed'],
  ['input', 400, 'request_invalid'],
] as const;
type Fault = (typeof faults)[number][0];

/** Every pair of an earlier and a later fault, and each fault together with all that come after it. */
const combinations = faults.flatMap(([first, status, code], index) => {
  const later = faults.slice(index + 1).map(([name]) => name);
  const sets: Fault[][] = [...later.map((name) => [first, name]), [first, ...later]];
  return sets.map((set) => [set.join(' + '), new Set(set), status, code] as const);
});

const start = async (wrong: ReadonlySet<Fault>): Promise<void> => {
  proxy = await startProxy({
    config: {
      limits: { address: wrong.has('address') ? 1 : 'off', subject: wrong.has('subject') ? 1 : 'off' },
      policy: wrong.has('audience') ? {} : { contactClaims: [{ claim: 'sub', kind: 'external' }] },
    },
    ...(wrong.has('audience') ? { policy: nobody } : {}),
  });
  // One request of this subject from this address is within both limits; it asks Drift nothing.
  await askRaw(proxy.url, '/v1/attributes', [['Authorization', proxy.bearer().Authorization]]);
};

const askWrongly = (wrong: ReadonlySet<Fault>) => {
  const now = proxy.clock.wall() / 1000;
  const token = proxy.token(wrong.has('token') ? { iat: now - 7_200, exp: now - 60 } : {});
  const session = `session=${token}`;
  return askRaw(
    proxy.url,
    `${wrong.has('path') ? '/nowhere' : '/v1/me/attributes'}${wrong.has('input') ? '?fields=a&fields=b' : ''}`,
    [
      ...(wrong.has('shape')
        ? ([
            ['Host', 'a'],
            ['Host', 'b'],
          ] as const)
        : []),
      ['Cookie', wrong.has('conflict') ? `${session}; ${session}x` : session],
      ...(wrong.has('browser') ? ([['Origin', 'https://elsewhere.example']] as const) : []),
      ['X-Drift-Attributes', '1'],
    ],
    { method: wrong.has('method') ? 'POST' : 'GET' },
  );
};

describe('the first refusal', () => {
  it.each(combinations)('of %s', async (_what, wrong, status, code) => {
    await start(wrong);
    const answer = await askWrongly(wrong);
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([status, code]);
    expect(proxy.sandbox.calls.count()).toBe(0);
  });

  it('is none when nothing is wrong', async () => {
    await start(new Set());
    expect((await askWrongly(new Set())).status).toBe(200);
  });

  it.each(faults)('is about the %s when that alone is wrong', async (fault, status, code) => {
    await start(new Set([fault]));
    const answer = await askWrongly(new Set([fault]));
    expect([answer.status, JSON.parse(answer.text).code]).toEqual([status, code]);
    expect(proxy.sandbox.calls.count()).toBe(0);
  });

  it.each(['shape', 'path'] as const)(
    'of a preflight is about its %s, and about nothing that comes later',
    async (fault) => {
      await start(new Set(['address']));
      const target = fault === 'path' ? '/nowhere' : '/v1/me/attributes';
      const hosts =
        fault === 'shape'
          ? ([
              ['Host', 'a'],
              ['Host', 'b'],
            ] as const)
          : [];
      const answer = await askRaw(proxy.url, target, hosts, { method: 'OPTIONS' });
      expect(answer.status).toBe(fault === 'path' ? 404 : 400);
      expect((await askRaw(proxy.url, '/v1/me/attributes', [], { method: 'OPTIONS' })).status).toBe(204);
    },
  );
});
