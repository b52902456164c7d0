// The operator listener: who may use it, what it tells, and forgetting somebody for good.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createMemoryStore } from '../../server/cache/memory.ts';
import { canary } from '../support/canary.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { commonHeaders } from '../support/problem.ts';
import { type ConfigChanges, listedOrigin, type RunningProxy, startProxy } from '../support/proxy.ts';
import { askRaw, exchangeRaw } from '../support/raw-http.ts';
import { until } from '../support/until.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

const withToken = (current: () => string = () => canary.adminToken): ConfigChanges => ({
  admin: {
    token: {
      name: 'ADMIN_TOKEN',
      get current() {
        return current();
      },
      reload: () => 'same',
    },
  },
});
const operator = { Authorization: `Bearer ${canary.adminToken}` };
const admin = (path: string, headers: Record<string, string> = {}) =>
  request(proxy.adminUrl).get(path).set(headers);
const forget = (name: Record<string, string>, headers: Record<string, string> = {}) =>
  request(proxy.adminUrl).post('/forget').set(headers).send(name);
const read = (claims?: Record<string, unknown>) =>
  request(proxy.url).get('/v1/me/attributes').set(proxy.bearer(claims));

describe('the name it is called by', () => {
  it.each([
    'localhost',
    'localhost:9464',
    'LOCALHOST:9464',
    '127.0.0.1',
    '127.0.0.1:80',
    '[::1]',
    '[::1]:9464',
    'metrics.internal',
    'Metrics.Internal:9464',
    '[fd00::1]:9464',
  ])('may be %s', async (host) => {
    proxy = await startProxy({ config: { admin: { allowedHosts: ['metrics.internal', 'fd00::1'] } } });
    expect((await askRaw(proxy.adminUrl, '/healthz', [['Host', host]])).status).toBe(200);
  });

  it.each([
    'rebound.example',
    'localhost.rebound.example',
    '127.0.0.1.rebound.example',
    'metrics.internal.rebound.example',
    'xlocalhost',
    'localhost:80:80',
    'localhost.',
    '',
    '0.0.0.0',
    '10.0.0.1',
  ])('may not be %j, for anything', async (host) => {
    proxy = await startProxy({ config: { admin: { allowedHosts: ['metrics.internal'] } } });
    for (const path of ['/healthz', '/metrics', '/status', '/nowhere']) {
      const { status, text } = await askRaw(proxy.adminUrl, path, [['Host', host]]);
      expect([status, JSON.parse(text).code]).toEqual([403, 'not_allowed']);
    }
  });

  it('may not be missing', async () => {
    proxy = await startProxy();
    const [answer] = await exchangeRaw(proxy.adminUrl, 'GET /metrics HTTP/1.0\r\n\r\n');
    expect(answer?.status).toBe(403);
  });
});

describe('the token', () => {
  it('is not needed where none is configured', async () => {
    proxy = await startProxy();
    expect((await admin('/status')).status).toBe(200);
    expect((await forget({ externalId: 'user-ada' })).status).toBe(200);
  });

  it('is needed for everything but metrics and health', async () => {
    proxy = await startProxy({ config: withToken() });
    expect((await admin('/metrics')).status).toBe(200);
    expect((await admin('/healthz')).status).toBe(200);
    expect((await admin('/status')).status).toBe(401);
    expect((await forget({ externalId: 'user-ada' })).status).toBe(401);
    expect((await admin('/status', operator)).status).toBe(200);
    expect((await forget({ externalId: 'user-ada' }, operator)).status).toBe(200);
  });

  it('is asked for before the body is looked at', async () => {
    proxy = await startProxy({ config: withToken() });
    expect((await forget({ nonsense: 'x' })).status).toBe(401);
  });

  it('counts from the moment it is replaced', async () => {
    let token: string = canary.adminToken;
    proxy = await startProxy({ config: withToken(() => token) });
    expect((await admin('/status', operator)).status).toBe(200);
    token = 'canary-admin-token-2';
    expect((await admin('/status', operator)).status).toBe(401);
    expect((await admin('/status', { Authorization: 'Bearer canary-admin-token-2' })).status).toBe(200);
  });
});

describe('its answers', () => {
  it.each(['/metrics', '/status', '/healthz'])(
    '%s has the headers of every answer and none for pages elsewhere',
    async (path) => {
      proxy = await startProxy();
      const { headers } = await admin(path, { Origin: listedOrigin });
      expect(headers).toMatchObject({ ...commonHeaders, 'cache-control': 'private, no-store' });
      expect(Object.keys(headers).filter((name) => /^access-control-|x-powered-by|etag/.test(name))).toEqual(
        [],
      );
    },
  );

  it('give a page elsewhere no permission to forget somebody', async () => {
    proxy = await startProxy();
    const { status, headers } = await request(proxy.adminUrl).options('/forget').set({
      Origin: listedOrigin,
      'Access-Control-Request-Method': 'POST',
      'Access-Control-Request-Headers': 'content-type',
    });
    expect([status, headers['allow']]).toEqual([204, 'POST, OPTIONS']);
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('/status', () => {
  it('tells state and numbers, and nothing secret or personal', async () => {
    proxy = await startProxy({ config: withToken() });
    await read();
    await read({ sub: 'user-nobody' });
    const { body, text } = await admin('/status', operator);
    expect(body).toEqual({
      status: 'ready',
      version: '0.0.0-test',
      since: '2026-11-22T10:00:00.000Z',
      keys: { ready: true },
      policy: { audiences: ['browser', 'support'] },
      cache: { contacts: 1, absences: 1, bytes: expect.any(Number) },
      streams: { open: 0, most: 10_000 },
      budget: { remaining: expect.any(Number) },
      eventLoop: { delay: 0 },
      components: expect.objectContaining({ drift: expect.anything(), keys: expect.anything() }),
    });
    expect(text).not.toMatch(/canary|user-|@|Ada|Lumen|example/);
  });
});

describe('/metrics', () => {
  const samples = async (): Promise<ReadonlyMap<string, number>> => {
    const { text, headers } = await admin('/metrics');
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    return new Map(
      lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
    );
  };

  it('counts requests, look-ups, calls, refused sessions and dropped values by their names', async () => {
    proxy = await startProxy();
    proxy.sandbox.contacts.put({
      id: '888',
      createdAt: 0,
      attributes: {
        externalId: 'user-odd',
        plan: 'platinum',
        first_name: 42,
        employment_name: 'x'.repeat(121),
      },
    });
    for (const claims of [{}, {}, { sub: 'user-nobody' }, { sub: 'user-odd' }]) await read(claims);
    await read({ iss: 'https://elsewhere.example' });
    await request(proxy.url).get('/v1/me/attributes');
    await request(proxy.url).get('/v1/contacts/34360000101/attributes').set(proxy.bearer());
    await request(proxy.url).post('/v1/attributes');
    await exchangeRaw(proxy.url, 'nonsense\r\n\r\n');
    proxy.sandbox.answerInstead((_call, response) => {
      response.writeHead(500).end();
      return true;
    });
    await read({ sub: 'user-bo' });

    const all = await samples();
    const requests = (method: string, route: string, status: number) =>
      all.get(`http_requests_total{method="${method}",route="${route}",status="${status}"}`);
    expect(requests('GET', '/v1/me/attributes', 200)).toBe(4);
    expect(requests('GET', '/v1/me/attributes', 401)).toBe(2);
    expect(requests('GET', '/v1/me/attributes', 503)).toBe(1);
    expect(requests('GET', 'none', 404)).toBe(1);
    expect(requests('POST', '/v1/attributes', 405)).toBe(1);
    expect(requests('none', 'none', 400)).toBe(1);
    expect(all.get('http_request_duration_seconds_count{route="/v1/me/attributes"}')).toBe(7);
    const looked = (result: string) =>
      all.get(`drift_proxy_cache_requests_total{tier="memory",result="${result}"}`);
    expect([looked('miss'), looked('hit'), looked('unknown')]).toEqual([3, 1, 1]);
    const calls = (outcome: string) => all.get(`drift_proxy_upstream_requests_total{outcome="${outcome}"}`);
    // The check of the token at start is a call like the others.
    expect([calls('answered'), calls('upstream_unavailable')]).toEqual([4, 1]);
    expect(all.get('drift_proxy_upstream_duration_seconds_count')).toBe(5);
    const refused = (reason: string) => all.get(`drift_proxy_auth_failures_total{reason="${reason}"}`);
    expect([refused('other_issuer'), refused('missing')]).toEqual([1, 1]);
    const dropped = (reason: string) => all.get(`drift_proxy_attributes_dropped_total{reason="${reason}"}`);
    expect([dropped('not_in_enum'), dropped('wrong_type'), dropped('too_long')]).toEqual([1, 1, 1]);
    expect(all.get('drift_proxy_build_info{version="0.0.0-test"}')).toBe(1);
  });

  it('holds no contact, e-mail, origin, address or raw path in any label', async () => {
    proxy = await startProxy({ config: { http: { trustedProxies: ['127.0.0.1/32'] } } });
    await read({ sub: 'user-ada' });
    await read({ sub: 'canary-subject', aud: 'canary-audience' });
    await request(proxy.url).get('/canary-path/34360000101?canary=query').set({
      Origin: 'https://canary-origin.example',
      'X-Forwarded-For': '203.0.113.77',
      'User-Agent': 'canary-agent',
    });
    await askRaw(proxy.url, '/canary-path', [], { method: 'PROPFIND' });
    const { text } = await admin('/metrics');
    expect(text).not.toMatch(/canary|user-ada|34360000101|203\.0\.113|@|example/);
  });

  it('counts a client that left before its answer as 499', async () => {
    proxy = await startProxy();
    proxy.sandbox.hold();
    const leaving = read();
    const left = leaving.then(
      () => 'answered',
      () => 'left',
    );
    await proxy.sandbox.calls.arrived(1);
    leaving.abort();
    const key = 'http_requests_total{method="GET",route="/v1/me/attributes",status="499"}';
    await until('it was counted', async () => (await samples()).get(key) === 1);
    void left;
  });
});

describe('POST /forget', () => {
  const byEmail: ConfigChanges = {
    policy: {
      contactClaims: [
        { claim: 'mail', kind: 'email' },
        { claim: 'sub', kind: 'external' },
      ],
    },
  };

  it.each<[string, Record<string, string>]>([
    ['its Drift id', { id: '34360000202' }],
    ['its external id', { externalId: 'user-bo' }],
    ['its e-mail in any case', { email: 'BO.tamsin@example.ORG' }],
  ])('by %s makes the next request ask Drift, by whatever name', async (_how, name) => {
    proxy = await startProxy({ config: byEmail });
    const byBoth = [{ sub: 'user-bo' }, { mail: 'bo.tamsin@example.org', email_verified: true }];
    for (const claims of byBoth) await read(claims);
    const before = proxy.sandbox.calls.count();
    for (const claims of byBoth) expect((await read(claims)).headers['cache-status']).toContain('hit');

    const { status, body } = await forget(name);
    expect([status, body]).toEqual([200, { forgotten: 1 }]);
    proxy.sandbox.contacts.update('34360000202', { plan: 'free' });
    for (const claims of byBoth) expect((await read(claims)).body.attributes.plan).toBe('free');
    expect(proxy.sandbox.calls.count()).toBeGreaterThan(before);
  });

  it('leaves nothing that could stand in for a Drift that fails', async () => {
    proxy = await startProxy();
    await read();
    await forget({ externalId: 'user-ada' });
    proxy.sandbox.answerInstead((_call, response) => {
      response.writeHead(500).end();
      return true;
    });
    expect((await read()).status).toBe(503);
  });

  it('wins over an answer that is under way', async () => {
    proxy = await startProxy();
    const release = proxy.sandbox.hold();
    const waiting = read().then((answer) => answer);
    await proxy.sandbox.calls.arrived(1);
    await forget({ externalId: 'user-ada' });
    release();
    expect((await waiting).status).toBe(200);
    await read();
    expect(proxy.sandbox.calls.count()).toBe(2);
  });

  it('leaves others alone', async () => {
    proxy = await startProxy();
    await read();
    await read({ sub: 'user-bo' });
    await forget({ externalId: 'user-bo' });
    expect((await read()).headers['cache-status']).toContain('hit');
  });

  it('says 0 of somebody who is not remembered, and asks Drift nothing', async () => {
    proxy = await startProxy();
    expect((await forget({ externalId: 'user-ada' })).body).toEqual({ forgotten: 0 });
    expect(proxy.sandbox.calls.count()).toBe(0);
  });

  it('says what has yet to hear of it because it could not be reached', async () => {
    const memory = createMemoryStore({ maxContacts: 10, maxBytes: 1024 * 1024 }, createManualClock());
    proxy = await startProxy({ store: { ...memory, unreached: () => ['redis'] } });
    await read();
    const { status, body } = await forget({ externalId: 'user-ada' });
    expect([status, body]).toEqual([200, { forgotten: 1, unreached: ['redis'] }]);
  });

  it('forgets that somebody was unknown', async () => {
    proxy = await startProxy();
    await read({ sub: 'user-new' });
    proxy.sandbox.contacts.create({ email: 'new@example.com', externalId: 'user-new', plan: 'pro' });
    expect((await forget({ externalId: 'user-new' })).body).toEqual({ forgotten: 1 });
    expect((await read({ sub: 'user-new' })).body.attributes).toEqual({ plan: 'pro' });
  });
});

describe('ADMIN_PORT=off', () => {
  it('leaves the public listener alone, and it has none of these paths', async () => {
    proxy = await startProxy({ config: { admin: { port: 'off' } } });
    expect(proxy.adminUrl).toContain('undefined');
    expect((await read()).status).toBe(200);
    expect((await request(proxy.url).get('/metrics')).status).toBe(404);
  });
});
