// What may a browser keep? Nothing, or an answer that it asks about each time; and no shared cache ever anything.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type RunningProxy, startProxy } from '../support/proxy.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

const revalidate = { config: { http: { httpCache: 'revalidate' as const } } };
const get = (path = '/v1/me/attributes', headers: Record<string, string> = proxy.bearer()) =>
  request(proxy.url).get(path).set(headers);
const asking = (etag: string, claims?: Record<string, unknown>) =>
  get('/v1/me/attributes', { ...proxy.bearer(claims), 'If-None-Match': etag });
const laterClaims = () => ({ iat: proxy.clock.wall() / 1000, exp: proxy.clock.wall() / 1000 + 60 });

const ada = '34360000101';

describe('HTTP_CACHE=no-store', () => {
  it.each(['/v1/me/attributes', '/v1/attributes', '/healthz', '/readyz', '/nowhere'])(
    'says so on %s, and gives no tag to ask with',
    async (path) => {
      proxy = await startProxy();
      const { headers } = await get(path);
      expect(headers['cache-control']).toBe('private, no-store');
      expect(headers['etag']).toBeUndefined();
      expect(headers['last-modified']).toBeUndefined();
    },
  );
});

describe('HTTP_CACHE=revalidate', () => {
  it('marks an answer as private and to be asked about, with a weak tag', async () => {
    proxy = await startProxy(revalidate);
    const { headers } = await get();
    expect(headers['cache-control']).toBe('private, no-cache');
    expect(headers['etag']).toMatch(/^W\/"[\w-]{20,}"$/);
    expect(headers['vary']).toBe('Origin, Authorization, Cookie');
  });

  it.each<[string, (etag: string) => string]>([
    ['the tag', (etag) => etag],
    ['the tag among others', (etag) => `"other", ${etag}, W/"third"`],
    ['the tag without its W/', (etag) => etag.replace('W/', '')],
  ])('answers 304 and no body to %s', async (_what, header) => {
    proxy = await startProxy(revalidate);
    const { headers } = await get();
    const again = await asking(header(headers['etag'] ?? ''));
    expect([again.status, again.text]).toEqual([304, '']);
    expect(again.headers).toMatchObject({
      etag: headers['etag'],
      'cache-control': 'private, no-cache',
      vary: 'Origin, Authorization, Cookie',
      'cache-status': 'drift-attribute-proxy; hit',
    });
    expect(again.headers['content-type']).toBeUndefined();
  });

  it('answers 304 to HEAD as well', async () => {
    proxy = await startProxy(revalidate);
    const { headers } = await get();
    const head = await request(proxy.url)
      .head('/v1/me/attributes')
      .set({ ...proxy.bearer(), 'If-None-Match': headers['etag'] ?? '' });
    expect(head.status).toBe(304);
  });

  it('answers in full to another tag, and to a reload', async () => {
    proxy = await startProxy(revalidate);
    const { headers } = await get();
    expect((await asking('W/"another"')).status).toBe(200);
    const reload = { ...proxy.bearer(), 'If-None-Match': headers['etag'] ?? '', 'Cache-Control': 'no-cache' };
    expect((await get('/v1/me/attributes', reload)).status).toBe(200);
  });

  it('checks the session before the tag', async () => {
    proxy = await startProxy(revalidate);
    const { headers } = await get();
    const { status } = await get('/v1/me/attributes', { 'If-None-Match': headers['etag'] ?? '' });
    expect(status).toBe(401);
  });

  it("answers in full to the tag of somebody else's answer", async () => {
    proxy = await startProxy(revalidate);
    const { headers } = await get();
    const other = await asking(headers['etag'] ?? '', { sub: 'user-bo' });
    expect([other.status, other.body.attributes.first_name]).toEqual([200, 'Bo']);
  });

  it.each<[string, string, Record<string, string> | undefined]>([
    ['a refusal', '/v1/me/attributes', {}],
    ['a path that is not there', '/nowhere', undefined],
    ['bad input', '/v1/me/attributes?fields=a&fields=b', undefined],
  ])('keeps %s out of every cache', async (_what, path, headers) => {
    proxy = await startProxy(revalidate);
    const answer = await get(path, headers);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.headers['cache-control']).toBe('private, no-store');
    expect(answer.headers['etag']).toBeUndefined();
  });

  it("keeps a failure of Drift's out of every cache", async () => {
    proxy = await startProxy(revalidate);
    proxy.sandbox.answerInstead((_call, response) => {
      response.writeHead(500, { ETag: '"upstream"', 'Cache-Control': 'public, max-age=60' }).end();
      return true;
    });
    const { status, headers } = await get();
    expect([status, headers['cache-control'], headers['etag']]).toEqual([
      503,
      'private, no-store',
      undefined,
    ]);
  });
});

describe('the tag', () => {
  const tagOf = async (path?: string, claims?: Record<string, unknown>): Promise<string> =>
    (await get(path, proxy.bearer(claims))).headers['etag'] ?? 'none';
  const forget = () => request(proxy.adminUrl).post('/forget').send({ id: ada });

  it("stays when Drift's keys come in another order, and when it was asked later", async () => {
    proxy = await startProxy(revalidate);
    const first = await tagOf();
    const contact = proxy.sandbox.contacts.get(ada);
    if (contact === undefined) throw new Error('there is no Ada');
    const attributes = Object.fromEntries(Object.entries(contact.attributes).reverse());
    proxy.sandbox.contacts.put({ ...contact, attributes });
    await forget();
    proxy.clock.advance(60_000);
    const { headers, body } = await get();
    expect(body.asOf).toBe('2026-11-22T10:01:00.000Z');
    expect(headers['etag']).toBe(first);
    expect(proxy.sandbox.calls.count()).toBe(2);
  });

  it('stays when an attribute changes that this session may not see', async () => {
    proxy = await startProxy(revalidate);
    const first = await tagOf();
    proxy.sandbox.contacts.update(ada, { phone: '+1 555 9999', email: 'ada.new@example.com' });
    await forget();
    expect(await tagOf()).toBe(first);
    expect(proxy.sandbox.calls.count()).toBe(2);
  });

  it('changes with an attribute', async () => {
    proxy = await startProxy(revalidate);
    const first = await tagOf();
    proxy.sandbox.contacts.update(ada, { plan: 'free' });
    await forget();
    expect(await tagOf()).not.toBe(first);
  });

  it('changes when the answer has become stale', async () => {
    proxy = await startProxy(revalidate);
    const first = await tagOf();
    proxy.clock.advance(6 * 60_000);
    proxy.sandbox.hold();
    const { body, headers } = await get('/v1/me/attributes', proxy.bearer(laterClaims()));
    expect(body.stale).toBe(true);
    expect(headers['etag']).not.toBe(first);
  });

  it('differs between nobody and a contact without attributes', async () => {
    const faxOnly =
      'version: 1\naudiences: { all: { contacts: own, attributes: { fax: { type: string } } } }\n';
    proxy = await startProxy({ ...revalidate, policy: faxOnly });
    const [contact, nobody] = [await get(), await get(undefined, proxy.bearer({ sub: 'user-nobody' }))];
    expect([contact.body.attributes, nobody.body.attributes]).toEqual([{}, {}]);
    expect(contact.headers['etag']).not.toBe(nobody.headers['etag']);
  });

  it('differs between the fields that were asked for', async () => {
    proxy = await startProxy(revalidate);
    expect(await tagOf('/v1/me/attributes?fields=plan')).not.toBe(await tagOf('/v1/me/attributes'));
  });
});
