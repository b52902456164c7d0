// Each refusal and failure of the catalogue, provoked over HTTP: status, code, body, headers, and who was not asked.

import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type ErrorCode, errorCatalogue } from '../../server/errors.ts';
import { breakOff, type KeySetServer, startKeySetServer } from '../support/key-set-server.ts';
import { createPassingClock } from '../support/passing-clock.ts';
import { createPolicyInHand } from '../support/policy-in-hand.ts';
import { expectProblem } from '../support/problem.ts';
import {
  type ConfigChanges,
  listedOrigin,
  type RunningProxy,
  startProxy,
  testPolicy,
} from '../support/proxy.ts';
import { askRaw, exchangeRaw, rawRequest } from '../support/raw-http.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

/** Codes whose routes do not exist yet. */
const ofLaterRoutes: readonly ErrorCode[] = ['contact_unknown', 'contact_ambiguous', 'overloaded'];
const provoked = new Set<ErrorCode>();

type Head = readonly (readonly [string, string])[];

/** Asks for one's own attributes in so many words, repeated headers included. */
const askWith = (headers: Head, target = '/v1/me/attributes', method = 'GET') =>
  askRaw(proxy.url, target, headers, { method });

const expectRefusal = (
  answer: Parameters<typeof expectProblem>[0],
  code: ErrorCode,
  status?: number,
): ReturnType<typeof expectProblem> => {
  provoked.add(code);
  return expectProblem(answer, code, status);
};

const callsToDrift = (): number => proxy.sandbox.calls.count();
const bearer = (claims?: Record<string, unknown>): Head => [
  ['Authorization', proxy.bearer(claims).Authorization],
];
const seconds = (): number => proxy.clock.wall() / 1000;

describe('token_missing', () => {
  it.each<[string, Head]>([
    ['no credential', []],
    ['another scheme', [['Authorization', 'Basic c3RhZ2luZzpzdGFnaW5n']]],
    ['a cookie of another name', [['Cookie', 'sessions=a; Session=b; xsession=c']]],
    ['an empty session cookie', [['Cookie', 'session=']]],
  ])('answers %s with 401 and a challenge', async (_what, headers) => {
    proxy = await startProxy();
    const answered = expectRefusal(await askWith(headers), 'token_missing');
    expect(answered['www-authenticate']).toBe('Bearer realm="drift-attribute-proxy"');
    expect(callsToDrift()).toBe(0);
  });
});

describe('token_invalid', () => {
  it.each<[string, () => string]>([
    ['nothing after the scheme', () => 'Bearer'],
    ['no token', () => 'Bearer nonsense'],
    ['two spaces before the token', () => `Bearer  ${proxy.token()}`],
    ['two tokens', () => `Bearer ${proxy.token()}, Bearer ${proxy.token()}`],
    ['a token with something after it', () => `Bearer ${proxy.token()} x`],
    ['another issuer', () => `Bearer ${proxy.token({ iss: 'https://elsewhere.example' })}`],
    ['another audience', () => `Bearer ${proxy.token({ aud: 'elsewhere' })}`],
    ['no exp', () => `Bearer ${proxy.token({ exp: undefined })}`],
    ['a changed signature', () => `Bearer ${proxy.token().slice(0, -4)}AAAA`],
    ['8 KiB', () => `Bearer ${proxy.token({ padding: 'x'.repeat(8_192) })}`],
  ])('answers %s with 401, a challenge and no reason', async (_what, authorization) => {
    proxy = await startProxy();
    const answered = expectRefusal(await askWith([['Authorization', authorization()]]), 'token_invalid');
    expect(answered['www-authenticate']).toBe('Bearer realm="drift-attribute-proxy", error="invalid_token"');
    expect(callsToDrift()).toBe(0);
  });
});

describe('token_expired', () => {
  it('answers a good token whose time is over with 401 and a challenge that says so', async () => {
    proxy = await startProxy();
    const old = bearer({ iat: seconds() - 7_200, exp: seconds() - 60 });
    const answered = expectRefusal(await askWith(old), 'token_expired');
    expect(answered['www-authenticate']).toMatch(/error="invalid_token", error_description="expired"$/);
    expect(callsToDrift()).toBe(0);
  });
});

describe('token_conflict', () => {
  const marked = ['X-Drift-Attributes', '1'] as const;

  it.each<[string, () => Head]>([
    [
      'a header and a cookie that differ',
      () => [...bearer(), ['Cookie', `session=${proxy.token({ sub: 'user-bo' })}`]],
    ],
    [
      'an empty Bearer header beside a cookie',
      () => [
        ['Authorization', 'Bearer'],
        ['Cookie', `session=${proxy.token()}`],
      ],
    ],
    ['the same Authorization header twice', () => [...bearer(), ...bearer()]],
    ['two Authorization headers of two schemes', () => [['Authorization', 'Basic eDp5'], ...bearer()]],
    [
      'two Authorization headers of another scheme beside a cookie',
      () => [
        ['Authorization', 'Basic eDp5'],
        ['Authorization', 'Basic eDp6'],
        ['Cookie', `session=${proxy.token()}`],
        marked,
      ],
    ],
    [
      'the session cookie twice',
      () => [['Cookie', `session=${proxy.token()}; session=${proxy.token()}`], marked],
    ],
    [
      'two session cookies in two headers',
      () => [
        ['Cookie', `session=${proxy.token()}`],
        ['Cookie', `session=${proxy.token({ sub: 'user-bo' })}`],
        marked,
      ],
    ],
  ])('answers %s with 400', async (_what, headers) => {
    proxy = await startProxy();
    expectRefusal(await askWith(headers()), 'token_conflict');
    expect(callsToDrift()).toBe(0);
  });
});

describe('request_invalid', () => {
  it.each<[string, Head, string]>([
    [
      'two Host headers',
      [
        ['Host', '127.0.0.1'],
        ['Host', 'elsewhere.example'],
      ],
      '/v1/me/attributes',
    ],
    [
      'the same Host twice',
      [
        ['Host', '127.0.0.1'],
        ['Host', '127.0.0.1'],
      ],
      '/v1/me/attributes',
    ],
    ['a target that is a whole URL', [], 'http://127.0.0.1/v1/me/attributes'],
    ['a target with a fragment', [], '/v1/me/attributes#x'],
    ['a target whose backslashes would be read as slashes', [], '/v1\\me\\attributes#'],
    ['a target that is a star', [], '*'],
  ])('answers %s with 400', async (_what, headers, target) => {
    proxy = await startProxy();
    expectRefusal(await askWith([...headers, ...bearer()], target), 'request_invalid');
    expect(callsToDrift()).toBe(0);
  });

  it('answers HTTP/1.1 without Host with 400', async () => {
    proxy = await startProxy();
    const [answer] = await exchangeRaw(proxy.url, 'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n');
    expectRefusal(answer as NonNullable<typeof answer>, 'request_invalid');
  });

  it.each([
    ['what is not HTTP', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', 400],
    ['headers that end in bare line feeds', 'GET /healthz HTTP/1.1\nHost: x\n\n', 400],
    ['a space before a colon', 'GET /healthz HTTP/1.1\r\nHost : x\r\n\r\n', 400],
    ['a header folded over two lines', 'GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n', 400],
    [
      'two lengths of one body',
      rawRequest('/healthz', [
        ['Content-Length', '3'],
        ['Transfer-Encoding', 'chunked'],
      ]),
      400,
    ],
    ['the greeting of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['17 KiB of headers', rawRequest('/healthz', [['X-Long', 'x'.repeat(17 * 1024)]]), 431],
    ['a target of 17 KiB', rawRequest(`/healthz?${'x'.repeat(17 * 1024)}`), 431],
  ])('answers %s, on a socket, as a problem all the same', async (_what, bytes, status) => {
    proxy = await startProxy();
    const answers = await exchangeRaw(proxy.url, bytes);
    expect(answers).toHaveLength(1);
    for (const answer of answers) {
      expect(expectRefusal(answer, 'request_invalid', status)['connection']).toBe('close');
      const line = proxy.lines.find((text) => text.includes(JSON.parse(answer.text).requestId));
      expect(JSON.parse(line ?? '{}')).toMatchObject({ code: 'request_invalid', status, reason: 'not_http' });
    }
  });
});

describe('not_allowed', () => {
  const staff =
    'version: 1\naudiences:\n  staff: { requires: { role: staff }, contacts: own, attributes: { plan: { type: string } } }\n';
  const byEmail: ConfigChanges = { policy: { contactClaims: [{ claim: 'email', kind: 'email' }] } };
  const byId: ConfigChanges = { policy: { contactClaims: [{ claim: 'drift_id', kind: 'id' }] } };

  it.each<[string, Parameters<typeof startProxy>[0], Record<string, unknown>]>([
    ['a session that no audience takes', { policy: staff }, {}],
    ['a contact claim with a control character', {}, { sub: 'user\u0007ada' }],
    ['a contact claim that is too long', {}, { sub: 'x'.repeat(256) }],
    ['an id with a path in it', { config: byId }, { drift_id: '34360000101/../1' }],
    ['an id with a leading zero', { config: byId }, { drift_id: '034360000101' }],
    ['an id that is a fraction', { config: byId }, { drift_id: 1.5 }],
    ['a contact claim that is a list', { config: byId }, { drift_id: ['34360000101'] }],
    ['an e-mail that is not said to be verified', { config: byEmail }, { email: 'ada.verne@example.com' }],
    [
      'an e-mail that is verified in words',
      { config: byEmail },
      { email: 'ada.verne@example.com', email_verified: 'true' },
    ],
    ['an e-mail that is none', { config: byEmail }, { email: 'ada.verne', email_verified: true }],
  ])('answers %s with 403', async (_what, options, claims) => {
    proxy = await startProxy(options);
    expectRefusal(await askWith(bearer(claims)), 'not_allowed');
    expect(callsToDrift()).toBe(0);
  });
});

describe('a cookie from where none is accepted', () => {
  const cookie = () => ['Cookie', `session=${proxy.token()}`] as const;

  it('is origin_refused when the origin is not listed', async () => {
    proxy = await startProxy();
    expectRefusal(await askWith([cookie(), ['Origin', 'https://elsewhere.example']]), 'origin_refused');
    expect(callsToDrift()).toBe(0);
  });

  it.each<[string, Head]>([
    ['nothing tells where it comes from', []],
    [
      'it is a navigation',
      [
        ['Sec-Fetch-Site', 'same-origin'],
        ['Sec-Fetch-Mode', 'navigate'],
        ['Sec-Fetch-Dest', 'document'],
      ],
    ],
  ])('is fetch_refused when %s', async (_what, headers) => {
    proxy = await startProxy();
    expectRefusal(await askWith([cookie(), ...headers]), 'fetch_refused');
    expect(callsToDrift()).toBe(0);
  });

  it('is fetch_refused when it is an image of a listed site', async () => {
    proxy = await startProxy();
    const image: Head = [
      ['Origin', listedOrigin],
      ['Sec-Fetch-Site', 'cross-site'],
      ['Sec-Fetch-Mode', 'no-cors'],
      ['Sec-Fetch-Dest', 'image'],
    ];
    const { status, text } = await askWith([cookie(), ...image]);
    expect([status, JSON.parse(text).code, callsToDrift()]).toEqual([403, 'fetch_refused', 0]);
  });
});

describe('not_found', () => {
  it.each([
    '/',
    '/v1',
    '/v1/contacts/34360000101/attributes',
    '/metrics',
    '/status',
    '/forget',
    '/favicon.ico',
  ])('answers %s with 404', async (target) => {
    proxy = await startProxy();
    expectRefusal(await askWith(bearer(), target), 'not_found');
    expect(callsToDrift()).toBe(0);
  });
});

describe('method_not_allowed', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE', 'TRACE', 'PROPFIND'])(
    'answers %s with 405 and Allow',
    async (method) => {
      proxy = await startProxy();
      const answered = expectRefusal(
        await askWith(bearer(), '/v1/me/attributes', method),
        'method_not_allowed',
      );
      expect(answered['allow']).toBe('GET, HEAD, OPTIONS');
      expect(callsToDrift()).toBe(0);
    },
  );
});

describe('too_many_requests', () => {
  it('answers a subject beyond its limit with 429 and the seconds to wait, and no other subject', async () => {
    proxy = await startProxy({ config: { limits: { subject: 2 } } });
    await askWith(bearer());
    await askWith(bearer());
    const calls = callsToDrift();
    const answered = expectRefusal(await askWith(bearer()), 'too_many_requests');
    expect(Number(answered['retry-after'])).toBeGreaterThanOrEqual(60);
    expect(Number(answered['retry-after'])).toBeLessThanOrEqual(65);
    expect(callsToDrift()).toBe(calls);
    expect((await askWith(bearer({ sub: 'user-bo' }))).status).toBe(200);
    proxy.clock.advance(Number(answered['retry-after']) * 1_000);
    expect((await askWith(bearer())).status).toBe(200);
  });

  it('answers an address beyond its limit with 429 before its token is read', async () => {
    proxy = await startProxy({ config: { limits: { address: 2 } } });
    await askWith([]);
    await askWith([]);
    const answered = expectRefusal(await askWith(bearer()), 'too_many_requests');
    expect(answered['retry-after']).toMatch(/^6[0-5]$/);
    expect(answered['www-authenticate']).toBeUndefined();
    expect(callsToDrift()).toBe(0);
  });
});

describe('Drift', () => {
  type Fault = (response: ServerResponse) => unknown;

  it.each<[string, ErrorCode, Fault, retryAfter: string | undefined]>([
    ['refuses our token (401)', 'upstream_rejected', (drift) => drift.writeHead(401).end(), undefined],
    ['refuses our scope (403)', 'upstream_rejected', (drift) => drift.writeHead(403).end('{}'), undefined],
    ['answers what is not JSON', 'upstream_invalid', (drift) => drift.end('<html>'), undefined],
    [
      'sends a redirect',
      'upstream_invalid',
      (drift) => drift.writeHead(302, { Location: '/' }).end(),
      undefined,
    ],
    [
      'finds our question wrong (400)',
      'upstream_invalid',
      (drift) => drift.writeHead(400).end('{}'),
      undefined,
    ],
    ['fails (500)', 'upstream_unavailable', (drift) => drift.writeHead(500).end(), '5'],
    ['breaks the connection off', 'upstream_unavailable', (drift) => drift.destroy(), '5'],
    ['limits us (429)', 'upstream_busy', (drift) => drift.writeHead(429, { 'Retry-After': '7' }).end(), '7'],
    ['limits us and does not say for how long', 'upstream_busy', (drift) => drift.writeHead(429).end(), '5'],
  ])('that %s becomes %s', async (_what, code, fault, retryAfter) => {
    // A call that breaks off is made once more after a moment, which is the machine's here.
    proxy = await startProxy({ clock: createPassingClock() });
    proxy.sandbox.answerInstead((_call, response) => {
      fault(response);
      return true;
    });
    const answered = expectRefusal(await askWith(bearer()), code);
    expect(answered['retry-after']).toBe(retryAfter);
    expect(answered['www-authenticate']).toBeUndefined();
  });

  it('that does not answer in time becomes upstream_timeout', async () => {
    proxy = await startProxy();
    proxy.sandbox.hold();
    const answer = askWith(bearer());
    await proxy.sandbox.calls.arrived(1);
    proxy.clock.advance(2_000);
    expectRefusal(await answer, 'upstream_timeout');
  });
});

describe('keys_unavailable', () => {
  let identityProvider: KeySetServer;
  afterEach(() => identityProvider.close());

  it('answers 503 with Retry-After, and logs nobody out, while no key set could be had yet', async () => {
    identityProvider = await startKeySetServer(breakOff);
    proxy = await startProxy({
      config: { auth: { algorithm: 'RS256', keys: { kind: 'key-set', url: identityProvider.url } } },
    });
    const header = Buffer.from('{"alg":"RS256","typ":"JWT","kid":"a"}').toString('base64url');
    const token = [header, ...proxy.token().split('.').slice(1)].join('.');
    const answered = expectRefusal(await askWith([['Authorization', `Bearer ${token}`]]), 'keys_unavailable');
    expect(Number(answered['retry-after'])).toBeGreaterThan(0);
    expect(answered['www-authenticate']).toBeUndefined();
    expect(callsToDrift()).toBe(0);
    expect((await request(proxy.url).get('/readyz')).body).toEqual({ status: 'starting' });
  });
});

describe('internal', () => {
  it('answers a fault of our own with 500 and nothing about it; the log has its place, not its words', async () => {
    const inHand = createPolicyInHand(testPolicy);
    proxy = await startProxy({ policy: inHand.policy });
    inHand.breakDown();
    const answer = await askWith(bearer());
    expectRefusal(answer, 'internal');
    const line = proxy.lines.find((text) => text.includes(JSON.parse(answer.text).requestId)) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ level: 50, code: 'internal', error: { name: 'TypeError' } });
    expect(line).not.toContain('in its words');
  });
});

describe('the operator listener', () => {
  const admin = {
    token: { name: 'ADMIN_TOKEN', current: 'canary-admin-token-71ce44a0', reload: () => 'same' as const },
  };
  const operator = { Authorization: 'Bearer canary-admin-token-71ce44a0' };
  const forget = (body: string, headers: Record<string, string> = {}) =>
    request(proxy.adminUrl)
      .post('/forget')
      .set({ 'Content-Type': 'application/json', ...operator, ...headers })
      .send(body);

  it('answers 401 without its token', async () => {
    proxy = await startProxy({ config: { admin } });
    expect(
      expectRefusal(await request(proxy.adminUrl).get('/status'), 'token_missing')['www-authenticate'],
    ).toBeDefined();
  });

  it.each([
    'Bearer wrong',
    'canary-admin-token-71ce44a0',
    'Basic canary-admin-token-71ce44a0',
    'Bearer',
    'Bearer canary-admin-token-71ce44a0 '.repeat(2),
  ])('answers 401 to another token (%#)', async (authorization) => {
    proxy = await startProxy({ config: { admin } });
    expectRefusal(await request(proxy.adminUrl).get('/status').set({ authorization }), 'token_invalid');
  });

  it('answers 401 to a session token', async () => {
    proxy = await startProxy({ config: { admin } });
    expectRefusal(await request(proxy.adminUrl).get('/status').set(proxy.bearer()), 'token_invalid');
  });

  it('answers 403 to the name of another host', async () => {
    proxy = await startProxy({ config: { admin } });
    const answer = await request(proxy.adminUrl)
      .get('/metrics')
      .set({ ...operator, Host: 'rebound.example' });
    expectRefusal(answer, 'not_allowed');
  });

  it('answers 404 to a path of the public listener', async () => {
    proxy = await startProxy({ config: { admin } });
    expectRefusal(await request(proxy.adminUrl).get('/v1/me/attributes').set(operator), 'not_found');
  });

  it.each([
    ['POST', '/status', 'GET, HEAD, OPTIONS'],
    ['DELETE', '/metrics', 'GET, HEAD, OPTIONS'],
    ['GET', '/forget', 'POST, OPTIONS'],
  ])('answers %s %s with 405 and Allow', async (method, path, allow) => {
    proxy = await startProxy({ config: { admin } });
    const answer = await askRaw(proxy.adminUrl, path, [['Authorization', operator.Authorization]], {
      method,
    });
    expect(expectRefusal(answer, 'method_not_allowed')['allow']).toBe(allow);
  });

  it('answers 413 to a body beyond 4 KB', async () => {
    proxy = await startProxy({ config: { admin } });
    expectRefusal(await forget(JSON.stringify({ id: '1'.repeat(5_000) })), 'too_large');
  });

  it.each([
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['plain text, which any page may send', { 'Content-Type': 'text/plain' }],
    ['another character set', { 'Content-Type': 'application/json; charset=iso-8859-1' }],
    ['another encoding', { 'Content-Encoding': 'compress' }],
  ])('answers 415 to %s', async (_what, headers) => {
    proxy = await startProxy({ config: { admin } });
    expectRefusal(await forget('{"id":"34360000101"}', headers), 'unsupported_media');
  });

  it.each([
    ['broken JSON', '{"id":'],
    ['a text', '"34360000101"'],
    ['a list', '[{"id":"34360000101"}]'],
    ['nothing in it', '{}'],
    ['two names', '{"id":"34360000101","email":"ada.verne@example.com"}'],
    ['a number', '{"id":34360000101}'],
    ['another name', '{"external_id":"user-ada"}'],
    ['the name of a prototype', '{"__proto__":"user-ada"}'],
    ['an id that is none', '{"id":"0"}'],
    ['an e-mail that is none', '{"email":"ada"}'],
  ])('answers 400 to %s', async (_what, body) => {
    proxy = await startProxy({ config: { admin } });
    expectRefusal(await forget(body), 'request_invalid');
  });
});

describe('the catalogue', () => {
  it('holds no code that was not provoked above, but for those of later routes', () => {
    const codes = Object.keys(errorCatalogue).filter((code) => !ofLaterRoutes.includes(code as ErrorCode));
    expect([...provoked].sort()).toEqual(codes.sort());
  });

  it('has the statuses of the contract', () => {
    const statuses = Object.entries(errorCatalogue).map(([code, { status }]) => [code, status]);
    expect(Object.fromEntries(statuses)).toEqual({
      token_missing: 401,
      token_invalid: 401,
      token_expired: 401,
      token_conflict: 400,
      request_invalid: 400,
      not_allowed: 403,
      origin_refused: 403,
      fetch_refused: 403,
      contact_unknown: 404,
      not_found: 404,
      method_not_allowed: 405,
      contact_ambiguous: 409,
      too_large: 413,
      unsupported_media: 415,
      too_many_requests: 429,
      upstream_rejected: 502,
      upstream_invalid: 502,
      upstream_unavailable: 503,
      upstream_busy: 503,
      overloaded: 503,
      keys_unavailable: 503,
      upstream_timeout: 504,
      internal: 500,
    });
  });
});
