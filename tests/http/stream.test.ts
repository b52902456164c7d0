// GET /v1/me/attributes/stream: what a page hears, now and whenever its contact has changed, and what it does not hear.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { settle } from '../support/held-fetch.ts';
import { createPolicyInHand } from '../support/policy-in-hand.ts';
import { listedOrigin, type RunningProxy, startProxy } from '../support/proxy.ts';
import {
  ada,
  change,
  openStream,
  openStreams,
  type Stream,
  streamPath,
  tellOfChange,
} from '../support/stream.ts';
import { until } from '../support/until.ts';

let proxy: RunningProxy;
afterEach(async () => {
  const stopped = proxy.stop();
  proxy.clock.advance(60_000);
  await stopped;
});

const open = (claims?: Record<string, unknown>, query = ''): Promise<Stream> =>
  openStream(proxy.url, proxy.bearer(claims), { query });
const read = () => request(proxy.url).get('/v1/me/attributes').set(proxy.bearer());
const forget = (name: Record<string, string>) => request(proxy.adminUrl).post('/forget').send(name);

/** What has changed is known by now, and whatever was to be sent of it has been: this one came after it. */
const hearsNoMore = async (page: Stream, count: number): Promise<void> => {
  const isKnown = async () => (await read()).headers['cache-status'] === 'drift-attribute-proxy; hit';
  await until('what has changed is known', isKnown);
  await settle();
  await change(proxy, { first_name: 'The last' });
  await page.has(count + 1);
  expect(page.bodies.map(({ attributes }) => attributes['first_name'])[count]).toBe('The last');
};

describe('a page hears', () => {
  it('what is known at once, as an answer would say it', async () => {
    proxy = await startProxy();
    const page = await open();
    expect(await page.has(1)).toEqual((await read()).body);
    expect(proxy.sandbox.calls.count()).toBe(1);
  });

  it('first of all when to come again if the stream is cut', async () => {
    proxy = await startProxy();
    expect((await open()).text).toMatch(/^retry: \d+\n\nevent: attributes\ndata: \{.*\}\n\n$/);
  });

  it('each change that a webhook tells of, for one call to Drift', async () => {
    proxy = await startProxy();
    const page = await open();
    for (const [turn, name] of ['Augusta', 'Countess', 'Byron'].entries()) {
      await change(proxy, { first_name: name });
      expect((await page.has(turn + 2)).attributes['first_name']).toBe(name);
      expect(proxy.sandbox.calls.count()).toBe(turn + 2);
    }
  });

  it('only the fields that it asked for, and nothing of changes of others', async () => {
    proxy = await startProxy();
    const page = await open({}, '?fields=first_name');
    expect((await page.has(1)).attributes).toEqual({ first_name: 'Ada' });
    await change(proxy, { plan: 'free' });
    await hearsNoMore(page, 1);
  });

  it('that its contact has come to be known', async () => {
    proxy = await startProxy();
    const page = await open({ sub: 'user-new' });
    expect(await page.has(1)).toMatchObject({ known: false, attributes: {} });
    proxy.sandbox.contacts.put({
      id: '777',
      createdAt: 0,
      attributes: { externalId: 'user-new', first_name: 'New' },
    });
    await forget({ externalId: 'user-new' });
    proxy.clock.advance(20);
    expect(await page.has(2)).toMatchObject({ known: true, attributes: { first_name: 'New' } });
  });

  it('what Drift says after a forget, if that is something else', async () => {
    proxy = await startProxy();
    const page = await open();
    proxy.sandbox.contacts.update(ada, { first_name: 'Augusta' });
    await forget({ id: ada });
    proxy.clock.advance(20);
    expect((await page.has(2)).attributes['first_name']).toBe('Augusta');
  });

  it('what another request has learned, without another call', async () => {
    proxy = await startProxy();
    const page = await open();
    proxy.sandbox.contacts.update(ada, { first_name: 'Augusta' });
    proxy.clock.advance(600_000); // what is known is old by now, and a reader has it refreshed
    await read();
    expect((await page.has(2)).attributes['first_name']).toBe('Augusta');
    expect(proxy.sandbox.calls.count()).toBe(2);
  });

  it('what a new policy shows, by the next heartbeat, without a call', async () => {
    const showing = (...names: string[]): string =>
      `version: 1\naudiences:\n  all:\n    contacts: own\n    attributes: { ${names.map((name) => `${name}: { type: string }`).join(', ')} }\n`;
    const inHand = createPolicyInHand(showing('plan', 'first_name'));
    proxy = await startProxy({ policy: inHand.policy });
    const page = await open();
    inHand.put(showing('plan'));
    proxy.clock.advance(30_000);
    expect((await page.has(2)).attributes).toEqual({ plan: 'enterprise' });
    expect(proxy.sandbox.calls.count()).toBe(1);
  });

  it('what a new policy shows, also when it has been open for longer than an answer is fresh', async () => {
    const showing = (...names: string[]): string =>
      `version: 1\naudiences:\n  all:\n    contacts: own\n    attributes: { ${names.map((name) => `${name}: { type: string }`).join(', ')} }\n`;
    const inHand = createPolicyInHand(showing('plan', 'first_name'));
    proxy = await startProxy({ policy: inHand.policy });
    const page = await open();
    proxy.clock.advance(600_000);
    inHand.put(showing('plan'));
    await until('the new one', () => {
      proxy.clock.advance(1_000);
      return page.bodies.length >= 2;
    });
    expect((await page.has(2)).attributes).toEqual({ plan: 'enterprise' });
  });

  it('a heartbeat at least every 26 seconds', async () => {
    proxy = await startProxy();
    const page = await open();
    for (let beats = 1; beats <= 4; beats += 1) {
      proxy.clock.advance(26_000);
      await until('a heartbeat', () => (page.text.match(/^:$/gm) ?? []).length >= beats);
    }
  });

  it('nothing while Drift fails, and what has changed soon after it is well again', async () => {
    proxy = await startProxy();
    const page = await open();
    proxy.sandbox.answerInstead((_call, response) => {
      response.writeHead(500).end();
      return true;
    });
    await change(proxy, { first_name: 'Augusta' });
    await proxy.sandbox.calls.arrived(2);
    await settle();
    expect(page.bodies).toHaveLength(1);
    proxy.sandbox.answerInstead(undefined);
    await until('the change', () => {
      proxy.clock.advance(1_000);
      return page.bodies.length === 2;
    });
    expect(await page.has(2)).toMatchObject({ attributes: { first_name: 'Augusta' }, stale: false });
  });
});

describe('a page does not hear', () => {
  it('of a change that its audience may not see', async () => {
    proxy = await startProxy();
    const page = await open();
    await change(proxy, { phone: '+1 555 9999' }); // which no audience sees
    await change(proxy, { email: 'augusta@example.com' }); // which another one sees
    await proxy.sandbox.calls.arrived(2);
    await hearsNoMore(page, 1);
  });

  it('of a webhook that changes nothing', async () => {
    proxy = await startProxy();
    const page = await open();
    await tellOfChange(proxy, 'first_name');
    await proxy.sandbox.calls.arrived(2);
    await hearsNoMore(page, 1);
  });

  it('of another contact', async () => {
    proxy = await startProxy();
    const [page, other] = [await open(), await open({ sub: 'user-bo' })];
    await change(proxy, { first_name: 'Augusta' });
    await page.has(2);
    expect(other.bodies).toHaveLength(1);
  });
});

describe('however many pages', () => {
  it('a contact has, a change takes one call, and each of them hears it once', async () => {
    proxy = await startProxy();
    const pages = await Promise.all(Array.from({ length: 20 }, () => open()));
    expect(proxy.sandbox.calls.count()).toBe(1);
    await change(proxy, { first_name: 'Augusta' });
    for (const page of pages) expect((await page.has(2)).attributes['first_name']).toBe('Augusta');
    await tellOfChange(proxy, 'first_name');
    expect(pages.filter(({ bodies }) => bodies.length !== 2)).toEqual([]);
    await proxy.sandbox.calls.arrived(3);
    expect(proxy.sandbox.calls.count()).toBe(3);
  });

  it('name a contact by whichever name, a change takes one call', async () => {
    const contactClaims = [
      { claim: 'id', kind: 'id' },
      { claim: 'email', kind: 'email' },
      { claim: 'sub', kind: 'external' },
    ] as const;
    proxy = await startProxy({ config: { policy: { contactClaims } } });
    const email = String(proxy.sandbox.contacts.get(ada)?.attributes['email']);
    const byId = await open({ sub: 'a', id: ada });
    const byEmail = await open({ sub: 'b', email, email_verified: true });
    const byExternal = await open();
    const before = proxy.sandbox.calls.count();
    await change(proxy, { first_name: 'Augusta' });
    for (const page of [byId, byEmail, byExternal])
      expect((await page.has(2)).attributes['first_name']).toBe('Augusta');
    expect(proxy.sandbox.calls.count()).toBe(before + 1);
  });
});

describe('the head of a stream', () => {
  const plain = { 'x-powered-by': undefined, 'content-length': undefined, 'set-cookie': undefined };

  it('is that of a session route and says that what follows is not to be kept by anybody', async () => {
    proxy = await startProxy();
    const { status, headers } = await openStream(proxy.url, { ...proxy.bearer(), Origin: listedOrigin });
    const answer = await request(proxy.url)
      .get('/v1/attributes')
      .set({ ...proxy.bearer(), Origin: listedOrigin });
    expect(status).toBe(200);
    const { 'content-length': _length, 'keep-alive': _idle, ...usual } = answer.headers;
    expect({ ...headers, ...plain }).toEqual({
      ...usual,
      ...plain,
      'x-request-id': expect.any(String),
      date: 'Sun, 22 Nov 2026 10:00:00 GMT',
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'private, no-store',
      'x-accel-buffering': 'no',
      connection: 'close',
    });
    expect(headers['access-control-allow-origin']).toBe(listedOrigin);
  });

  it('is all that HEAD is answered with', async () => {
    proxy = await startProxy();
    const { status, headers, text } = await request(proxy.url).head(streamPath).set(proxy.bearer());
    expect([status, headers['content-type'], text ?? '']).toEqual([
      200,
      'text/event-stream; charset=utf-8',
      '',
    ]);
    expect(await openStreams(proxy)).toBe(0);
  });

  it('is counted and written down once, when it is sent', async () => {
    proxy = await startProxy();
    const page = await open();
    await page.has(1);
    const lines = () =>
      proxy.lines.map((line) => JSON.parse(line)).filter(({ route }) => route === streamPath);
    await until('the line', () => lines().length > 0);
    expect(lines()).toMatchObject([{ method: 'GET', status: 200, msg: 'answered', level: 20 }]);
    page.leave();
    await until('it has left', async () => (await openStreams(proxy)) === 0);
    expect(lines()).toHaveLength(1);
    const { text } = await request(proxy.adminUrl).get('/metrics');
    expect(text).toContain(`http_requests_total{method="GET",route="${streamPath}",status="200"} 1`);
  });
});

describe('the operator', () => {
  it('sees how many are open', async () => {
    proxy = await startProxy();
    const gauge = async () => (await request(proxy.adminUrl).get('/metrics')).text;
    const pages = await Promise.all([open(), open(), open({ sub: 'user-bo' })]);
    expect((await request(proxy.adminUrl).get('/status')).body.streams).toEqual({ open: 3, most: 10_000 });
    expect(await gauge()).toMatch(/^drift_proxy_streams 3$/m);
    for (const page of pages) page.leave();
    await until('all have left', async () => (await openStreams(proxy)) === 0);
    expect(await gauge()).toMatch(/^drift_proxy_streams 0$/m);
  });
});
