// No header, query, address or User-Agent opens a door or changes whose contact is shown.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { askRaw } from '../support/raw-http.ts';

let proxy: RunningProxy;
beforeAll(async () => {
  // Even from a peer that is trusted to name clients.
  proxy = await startProxy({ config: { http: { trustedProxies: ['127.0.0.0/8'] } } });
});
beforeEach(() => proxy.sandbox.calls.reset());
afterAll(() => proxy.stop());

const sessionPaths = ['/v1/me/attributes', '/v1/attributes'];

const tricks: readonly (readonly [name: string, value: string])[] = [
  ['User-Agent', 'GoogleHC/1.0'],
  ['User-Agent', 'ELB-HealthChecker/2.0'],
  ['User-Agent', 'kube-probe/1.34'],
  ['User-Agent', 'Amazon-Route53-Health-Check-Service (ref 0; report http://amzn.to/1vsZADi)'],
  ['User-Agent', 'Prometheus/3.1.0'],
  ['X-Forwarded-Uri', '/healthz'],
  ['X-Forwarded-Path', '/healthz'],
  ['X-Forwarded-Prefix', '/healthz'],
  ['X-Original-URI', '/healthz'],
  ['X-Original-URL', '/healthz'],
  ['X-Rewrite-URL', '/healthz'],
  ['X-Auth-Request-Redirect', '/healthz'],
  ['X-Forwarded-Method', 'OPTIONS'],
  ['X-Original-Method', 'OPTIONS'],
  ['X-HTTP-Method-Override', 'OPTIONS'],
  ['X-HTTP-Method', 'OPTIONS'],
  ['X-Method-Override', 'OPTIONS'],
  ['X-Forwarded-For', '127.0.0.1'],
  ['X-Real-IP', '127.0.0.1'],
  ['Forwarded', 'for=127.0.0.1'],
  ['X-Forwarded-Host', 'localhost'],
  ['X-Forwarded-User', 'user-ada'],
  ['X-Forwarded-Email', 'ada.verne@example.com'],
  ['X-Forwarded-Access-Token', 'user-ada'],
  ['X-Auth-Request-User', 'user-ada'],
  ['X-Auth-Request-Email', 'ada.verne@example.com'],
  ['X-Remote-User', 'user-ada'],
  ['Remote-User', 'user-ada'],
  ['X-User-Id', 'user-ada'],
  ['X-Contact-Id', '34360000202'],
  ['X-Authenticated-Userid', 'user-bo'],
  ['X-Debug', '1'],
  ['X-Forwarded-Client-Cert', 'Subject="CN=admin"'],
  ['Access-Control-Request-Method', 'GET'],
  ['X-Drift-Attributes', '1'],
  ['Sec-Fetch-Site', 'same-origin'],
  ['Cookie', '__Host-session=x; token=y; jwt=z; drift_eid=user-ada; drift_aid=user-ada'],
];

const queries: readonly string[] = [
  '?/healthz',
  '?healthz',
  '?path=/healthz',
  '?_method=OPTIONS',
  '?method=OPTIONS',
  '?token=x&access_token=x&jwt=x',
  '?sub=user-bo',
  '?id=34360000202',
  '?idType=external&id=user-bo',
  '?externalId=user-bo',
  '?email=bo.tamsin@example.org',
  '?user=user-bo&contact=34360000202',
  '?__proto__[sub]=user-bo',
  '?constructor[prototype][sub]=user-bo',
  '?debug=1&admin=true',
  '?skip_auth=true',
];

const asked = sessionPaths.flatMap((path) => [
  ...tricks.map((trick) => [path, trick] as const),
  ...queries.map((query) => [`${path}${query}`, ['X-Nothing', '1'] as const] as const),
]);

describe('without a session', () => {
  it.each(asked)('%s stays closed to %j', async (target, trick) => {
    const { status, text } = await askRaw(proxy.url, target, [trick]);
    expect([status, JSON.parse(text).code]).toEqual([401, 'token_missing']);
    expect(proxy.sandbox.calls.count()).toBe(0);
  });

  it.each(['undefined', 'null', 'true', '[object Object]', '*', 'anonymous', 'guest'])(
    '"Bearer %s" is a token that is none',
    async (token) => {
      const { status, text } = await askRaw(proxy.url, '/v1/me/attributes', [
        ['Authorization', `Bearer ${token}`],
      ]);
      expect([status, JSON.parse(text).code]).toEqual([401, 'token_invalid']);
    },
  );

  it.each(['X-HTTP-Method-Override', 'X-HTTP-Method', 'X-Method-Override'])(
    'a POST with %s: GET is a POST',
    async (name) => {
      const { status } = await askRaw(proxy.url, '/v1/me/attributes', [[name, 'GET']], { method: 'POST' });
      expect(status).toBe(405);
    },
  );

  it.each(['X-Original-URL', 'X-Rewrite-URL', 'X-Forwarded-Uri', 'X-Original-URI'])(
    '/healthz with %s is health',
    async (name) => {
      const { status, text } = await askRaw(proxy.url, '/healthz', [[name, '/v1/me/attributes']]);
      expect([status, text]).toEqual([200, '{"status":"ok"}']);
    },
  );
});

describe('with a session', () => {
  const own = { known: true, attributes: expect.objectContaining({ first_name: 'Ada' }) };

  it.each(tricks.filter(([name]) => name !== 'Cookie'))(
    '%s: %s changes nothing about whose contact is shown',
    async (name, value) => {
      const { status, text } = await askRaw(proxy.url, '/v1/me/attributes', [
        ['Authorization', proxy.bearer().Authorization],
        [name, value],
      ]);
      expect([status, JSON.parse(text)]).toEqual([200, expect.objectContaining(own)]);
    },
  );

  it.each(queries)('%s changes nothing about whose contact is shown', async (query) => {
    const { status, body } = await request(proxy.url).get(`/v1/me/attributes${query}`).set(proxy.bearer());
    expect([status, body]).toEqual([200, expect.objectContaining(own)]);
  });

  it('no query reaches a prototype', async () => {
    const query =
      '?__proto__[plan]=polluted&__proto__.plan=polluted&constructor[prototype][plan]=polluted&fields[__proto__]=x';
    const { status } = await request(proxy.url).get(`/v1/me/attributes${query}`).set(proxy.bearer());
    expect(status).toBe(200);
    expect(({} as Record<string, unknown>)['plan']).toBeUndefined();
  });
});

describe('a route', () => {
  it('that is open to anybody is one of two', async () => {
    const candidates = [
      '/',
      '/healthz',
      '/readyz',
      '/v1',
      '/v1/attributes',
      '/v1/me',
      '/v1/me/attributes',
      '/status',
      '/metrics',
      '/docs',
      '/forget',
      '/openapi.json',
      '/webhooks/drift',
      '/livez',
      '/health',
      '/debug',
      '/admin',
      '/.env',
      '/config/policy.yaml',
      '/package.json',
      '/.git/config',
    ];
    const answers = await Promise.all(candidates.map((path) => request(proxy.url).get(path)));
    const open = candidates.filter((_, index) => answers[index]?.status === 200);
    expect(open).toEqual(['/healthz', '/readyz']);
  });
});
