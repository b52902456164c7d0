// Pages of listed origins may read answers; others are told nothing that would let them, and caches keep them apart.

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { listedOrigin, type RunningProxy, startProxy } from '../support/proxy.ts';

let proxy: RunningProxy;
beforeAll(async () => {
  proxy = await startProxy();
});
afterAll(() => proxy.stop());

const paths = ['/v1/me/attributes', '/v1/attributes', '/healthz', '/readyz'];
const listed = [listedOrigin, 'https://shop.example.org', 'https://a-1.example.org'];
const unlisted = [
  'https://elsewhere.example',
  'null',
  '*',
  '',
  'http://www.example.com',
  'https://www.example.com:8443',
  'https://www.example.com/',
  'https://www.example.com.elsewhere.example',
  'https://WWW.example.com',
  'https://elsewhere-www.example.com',
  'https://example.org',
  'https://a.b.example.org',
  'https://.example.org',
  'https://shop.example.org.elsewhere.example',
  'https://shop.example.org:443',
  'https://shopXexample.org',
  'https://elsewhere.example?.example.org',
  `${listedOrigin}, https://elsewhere.example`,
];

type Headers = Record<string, string | undefined>;
const accessControl = (headers: Headers) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control-')));

const get = (path: string, Origin: string) =>
  request(proxy.url).get(path).set(proxy.bearer()).set({ Origin });
const preflight = (path: string, Origin: string, headers: Record<string, string> = {}) =>
  request(proxy.url)
    .options(path)
    .set({
      Origin,
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization,x-drift-attributes',
      ...headers,
    });

const forListed = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-allow-credentials': 'true',
  'access-control-expose-headers': 'Retry-After,X-Request-Id,Cache-Status,ETag',
});

describe('a listed origin', () => {
  it.each(listed)('%s may read an answer, with credentials and the exposed headers', async (origin) => {
    const { status, headers } = await get('/v1/me/attributes', origin);
    expect(status).toBe(200);
    expect(accessControl(headers)).toEqual(forListed(origin));
  });

  it('may read a refusal too', async () => {
    const { status, headers } = await request(proxy.url)
      .get('/v1/me/attributes')
      .set({ Origin: listedOrigin });
    expect(status).toBe(401);
    expect(accessControl(headers)).toEqual(forListed(listedOrigin));
  });

  it.each(paths)('passes a preflight for %s, kept for two hours', async (path) => {
    const { status, headers, text } = await preflight(path, listedOrigin);
    expect([status, text]).toEqual([204, '']);
    expect(accessControl(headers)).toEqual({
      ...forListed(listedOrigin),
      'access-control-allow-methods': 'GET,HEAD,POST',
      'access-control-allow-headers': 'Authorization,Content-Type,X-Drift-Attributes',
      'access-control-max-age': '7200',
    });
  });

  it('is not told in a preflight that a header it asks for is allowed when it is not', async () => {
    const { headers } = await preflight('/v1/me/attributes', listedOrigin, {
      'Access-Control-Request-Headers': 'x-anything',
    });
    expect(headers['access-control-allow-headers']).toBe('Authorization,Content-Type,X-Drift-Attributes');
  });
});

describe('an unlisted origin', () => {
  it.each(unlisted)(
    '%j gets the answer to a Bearer request without a header that lets a page read it',
    async (origin) => {
      const { status, headers } = await get('/v1/me/attributes', origin);
      expect(status).toBe(200);
      expect(accessControl(headers)).toEqual({});
    },
  );

  it.each(unlisted)('%j gets 204 and no permission for a preflight', async (origin) => {
    const { status, headers } = await preflight('/v1/me/attributes', origin);
    expect(status).toBe(204);
    expect(accessControl(headers)).toEqual({});
  });

  it('is reflected nowhere', async () => {
    const origin = 'https://canary-origin.example';
    for (const answer of [
      await get('/v1/me/attributes', origin),
      await preflight('/v1/attributes', origin),
    ]) {
      expect(JSON.stringify([answer.headers, answer.text])).not.toContain('canary-origin');
    }
  });
});

describe('a request without an origin', () => {
  it('gets no such header', async () => {
    const { status, headers } = await request(proxy.url).get('/v1/me/attributes').set(proxy.bearer());
    expect(status).toBe(200);
    expect(accessControl(headers)).toEqual({});
  });

  it.each(paths)('OPTIONS %s is 204 with the methods that there are', async (path) => {
    const { status, headers } = await request(proxy.url).options(path);
    expect([status, headers['allow']]).toEqual([204, 'GET, HEAD, OPTIONS']);
  });

  it('OPTIONS of a path that is not there is 404', async () => {
    const { status, headers } = await preflight('/nowhere', listedOrigin);
    expect(status).toBe(404);
    expect(headers['access-control-allow-methods'] ?? '').not.toContain('DELETE');
  });
});

describe('Vary', () => {
  const origins = [listedOrigin, 'https://elsewhere.example', undefined];
  const methods = ['get', 'head', 'options', 'post'] as const;
  const asked = methods.flatMap((method) =>
    [...paths, '/nowhere'].flatMap((path) => origins.map((origin) => [method, path, origin] as const)),
  );

  it.each(asked)('is on %s %s from %s, and so is no-store', async (method, path, origin) => {
    const { headers } = await request(proxy.url)
      [method](path)
      .set(origin === undefined ? {} : { Origin: origin });
    expect(headers['vary']).toBe('Origin, Authorization, Cookie');
    expect(headers['cache-control']).toBe('private, no-store');
  });
});
