// How does asking go? Every status that ready() may resolve to, and what leads there.

import { describe, expect, it } from '@jest/globals';
import type { DriftAttributesOptions } from '../../../client/api.ts';
import { createDriftAttributes } from '../../../client/drift-attributes.ts';
import { ada, answers, breaks, createPage, hangs, held, type Reply, refuses } from '../page-in-hand.ts';

const open = (options: Partial<DriftAttributesOptions> = {}, ...replies: readonly Reply[]) => {
  const page = createPage();
  if (replies.length > 0) page.replies(...replies);
  return { page, attributes: createDriftAttributes({ baseUrl: '', ...options }, page.world) };
};

describe('ready()', () => {
  it('asks nothing at construction', async () => {
    const { page } = open();
    await page.settle();
    expect(page.sent).toEqual([]);
    expect(page.clock.waiting).toBe(0);
  });

  it('resolves to the answer, frozen through and through', async () => {
    const { attributes } = open();
    const ready = await attributes.ready();
    expect(ready).toEqual({ status: 'ready', reason: undefined, ...ada });
    expect([ready, ready.attributes, ready.attributes['tags']].every((value) => Object.isFrozen(value))).toBe(
      true,
    );
    expect(attributes.getSnapshot()).toBe(ready);
  });

  it('sends one request however often it is asked', async () => {
    const { page, attributes } = open();
    await Promise.all([attributes.ready(), attributes.ready(), attributes.refresh()]);
    await attributes.ready();
    attributes.subscribe(() => {});
    await page.settle();
    expect(page.sent).toHaveLength(1);
  });

  it('leaves no timer behind', async () => {
    const { page, attributes } = open();
    await attributes.ready();
    await page.settle();
    expect(page.clock.waiting).toBe(0);
  });

  it.each([
    [401, 'token_missing', 'unauthenticated'],
    [400, 'token_conflict', 'refused'],
    [403, 'origin_refused', 'refused'],
    [404, 'not_found', 'refused'],
    [405, 'method_not_allowed', 'refused'],
    [429, 'too_many_requests', 'failed'],
    [500, 'internal', 'failed'],
    [502, 'upstream_rejected', 'failed'],
    [503, 'overloaded', 'failed'],
    [504, 'upstream_timeout', 'failed'],
  ])('says of %i %s that it is %s', async (code, reason, status) => {
    const { page, attributes } = open({}, refuses(code, reason));
    expect(await attributes.ready()).toMatchObject({ status, reason, known: false, attributes: {} });
    expect(page.sent).toHaveLength(1);
  });

  it.each<[string, Reply]>([
    ['no JSON', () => new Response('<!doctype html>')],
    ['nothing', () => new Response(null, { status: 204 })],
    ['another body', answers({ hello: 'world' })],
    ['an error page', () => new Response('<h1>Bad gateway</h1>', { status: 502 })],
    ['a problem whose code is markup', refuses(500, '<img onerror=alert(1)>')],
  ])('has failed when the answer is %s', async (_, reply) => {
    const { attributes } = open({}, reply);
    expect(await attributes.ready()).toMatchObject({ status: 'failed', reason: 'unreachable' });
  });

  it('resolves to timeout while the request goes on, and the answer comes late', async () => {
    const slow = held();
    const { page, attributes } = open({}, slow.reply);
    const heard: string[] = [];
    attributes.on('ready', () => heard.push('ready'));
    attributes.on('change', () => heard.push('change'));
    const ready = attributes.ready();
    await page.pass(1499);
    expect(attributes.getSnapshot().status).toBe('pending');
    await page.pass(1);
    expect(await ready).toMatchObject({ status: 'timeout', reason: undefined });
    expect((await attributes.ready()).status).toBe('timeout');

    slow.release(answers());
    await page.settle();
    expect(attributes.get('first_name', '')).toBe('Ada');
    expect((await attributes.ready()).status).toBe('ready');
    expect(heard.sort()).toEqual(['change', 'ready']);
    expect(page.sent).toHaveLength(1);
  });

  it('waits as long as it was told to', async () => {
    const { page, attributes } = open({ timeout: 200 }, hangs);
    const ready = attributes.ready();
    await page.pass(200);
    expect((await ready).status).toBe('timeout');
  });

  it('counts what getToken and consent take as waiting', async () => {
    const { page, attributes } = open({ consent: new Promise(() => {}) });
    const ready = attributes.ready();
    await page.pass(1500);
    expect((await ready).status).toBe('timeout');
    await page.pass(3_600_000);
    expect(page.sent).toEqual([]);
  });
});

describe('a request that fails', () => {
  it('is sent once more after a network error', async () => {
    const { page, attributes } = open({}, breaks, answers());
    const ready = attributes.ready();
    await page.pass(299);
    expect(page.sent).toHaveLength(1);
    await page.pass(1);
    expect((await ready).status).toBe('ready');
    expect(page.sent).toHaveLength(2);
  });

  it('is not sent a third time', async () => {
    const { page, attributes } = open({}, breaks);
    const ready = attributes.ready();
    await page.pass(300);
    expect(await ready).toMatchObject({ status: 'failed', reason: 'unreachable' });
    await page.pass(3_600_000);
    expect(page.sent).toHaveLength(2);
  });

  it.each([
    [429, 'too_many_requests'],
    [503, 'upstream_busy'],
  ])('waits after %i for as long as Retry-After says, and asks once more', async (status, code) => {
    const { page, attributes } = open({}, refuses(status, code, { 'Retry-After': '7' }), answers());
    const ready = attributes.ready();
    await page.pass(1500);
    expect((await ready).status).toBe('timeout');
    await page.pass(5499);
    expect(page.sent).toHaveLength(1);
    await page.pass(1);
    expect(attributes.getSnapshot().status).toBe('ready');
  });

  it.each(['61', 'Wed, 21 Oct 2026 07:28:00 GMT', ''])('does not wait for Retry-After: %j', async (wait) => {
    const { page, attributes } = open({}, refuses(503, 'overloaded', wait ? { 'Retry-After': wait } : {}));
    expect(await attributes.ready()).toMatchObject({ status: 'failed', reason: 'overloaded' });
    await page.pass(3_600_000);
    expect(page.sent).toHaveLength(1);
  });

  it('is given up after 30 seconds, tried once more, and stands in nobody’s way', async () => {
    const { page, attributes } = open({}, hangs, hangs, answers());
    attributes.ready();
    await page.pass(30_000);
    await page.pass(300);
    await page.pass(30_000);
    expect(attributes.getSnapshot()).toMatchObject({ status: 'failed', reason: 'unreachable' });
    expect((await attributes.refresh()).status).toBe('ready');
  });

  it('is given up even where getToken never answers', async () => {
    const { page, attributes } = open({ getToken: () => new Promise<string>(() => {}) });
    const asked = attributes.refresh();
    await page.pass(30_000);
    await page.pass(300);
    await page.pass(30_000);
    expect((await asked).status).toBe('failed');
    expect(page.sent).toEqual([]);
  });
});

describe('a stale answer', () => {
  const stale = answers({ ...ada, stale: true });

  it('is asked for once more after a second, and only once', async () => {
    const { page, attributes } = open({}, stale);
    expect((await attributes.ready()).stale).toBe(true);
    await page.pass(999);
    expect(page.sent).toHaveLength(1);
    await page.pass(1);
    expect(page.sent).toHaveLength(2);
    await page.pass(3_600_000);
    expect(page.sent).toHaveLength(2);
  });

  it('stays when the second asking fails, and nobody hears of that', async () => {
    const { page, attributes } = open({}, stale, refuses(500, 'internal'));
    const errors: unknown[] = [];
    attributes.on('error', (snapshot) => errors.push(snapshot));
    await attributes.ready();
    await page.pass(1000);
    expect(attributes.getSnapshot()).toMatchObject({ status: 'ready', stale: true });
    expect(errors).toEqual([]);
  });

  it('fails aloud when the page itself has asked meanwhile', async () => {
    const { page, attributes } = open({}, stale, () =>
      Promise.resolve().then(() => refuses(500, 'internal')({ url: '', init: {}, headers: new Headers() })),
    );
    await attributes.ready();
    await page.settle();
    page.clock.advance(1000);
    expect(await attributes.refresh()).toMatchObject({ status: 'failed', ...ada, stale: true });
    expect(page.sent).toHaveLength(2);
  });

  it('is fresh afterwards without a change', async () => {
    const { page, attributes } = open({}, stale, answers());
    await attributes.ready();
    const before = attributes.all();
    let changes = 0;
    let told = 0;
    attributes.on('change', () => {
      changes += 1;
    });
    attributes.subscribe(() => {
      told += 1;
    });
    await page.pass(1000);
    expect(attributes.stale).toBe(false);
    expect({ changes, told }).toEqual({ changes: 0, told: 1 });
    expect(attributes.all()).toBe(before);
  });
});
