// Does the library keep quiet? No request before one is needed, none without a session, one however often it is asked.

import { beforeEach, describe, expect, it } from '@jest/globals';
import { describeInChromium } from '../../support/chromium.ts';
import { begin, ready, signIn, visiting } from './visitor.ts';

describeInChromium('the library', () => {
  const here = visiting();
  beforeEach(async () => {
    await here.page.goto(`${here.stand.site}/`);
  });

  /** Everything that the page has asked for is there by now: its own servers answer in order. */
  const askedOfProxy = async (): Promise<number> => {
    await here.page.evaluate(() => fetch('/anything'));
    return here.stand.asked.length;
  };

  it('asks for nothing when it is loaded, made, looked at and listened to', async () => {
    await begin(here.page, { baseUrl: '' });
    const seen = await here.page.evaluate(() => [
      attributes.get('first_name', 'friend'),
      attributes.known,
      attributes.stale,
      attributes.asOf,
      attributes.getSnapshot().status,
      Object.keys(attributes.all()),
    ]);
    expect(seen).toEqual(['friend', false, false, undefined, 'pending', []]);
    expect(await askedOfProxy()).toBe(0);
  });

  describe('for a visitor without a session', () => {
    it.each([
      ['getToken gives null', { token: null }],
      ['hasSession is false', { session: false }],
      ['hasSession is false and there is a token', { session: false, token: 'unused' }],
      ['getToken gives null and it is live', { token: null, live: true }],
    ])('asks for nothing when %s, and the console stays clean', async (_when, options) => {
      await begin(here.page, { baseUrl: '', ...options });
      const first = await ready(here.page);
      const again = await here.page.evaluate(async () => {
        await attributes.refresh();
        attributes.subscribe(() => {});
        return attributes.ready();
      });
      for (const { status, reason } of [first, again])
        expect({ status, reason }).toEqual({ status: 'unauthenticated', reason: 'no_session' });
      expect(await askedOfProxy()).toBe(0);
      expect(here.complaints).toEqual([]);
    });

    it('is ready before the page goes on', async () => {
      const order = await here.page.evaluate(async () => {
        const order: string[] = [];
        const visitor = DriftAttributes.createDriftAttributes({ baseUrl: '', getToken: () => null });
        const asked = visitor.ready().then(() => order.push('ready'));
        const later = new Promise((resolve) => setTimeout(resolve)).then(() => order.push('a moment later'));
        await Promise.all([asked, later]);
        return order;
      });
      expect(order).toEqual(['ready', 'a moment later']);
    });
  });

  describe('before consent', () => {
    it('asks for nothing, and then once', async () => {
      await signIn(here.context, here.stand.site, here.stand.proxy.token());
      await here.page.evaluate(() => {
        const consent = new Promise((resolve) => addEventListener('consent', resolve, { once: true }));
        globalThis.attributes = DriftAttributes.createDriftAttributes({ baseUrl: '', consent, timeout: 50 });
      });
      expect((await ready(here.page)).status).toBe('timeout');
      expect(await askedOfProxy()).toBe(0);
      await here.page.evaluate(() => dispatchEvent(new Event('consent')));
      await here.page.waitForFunction(() => attributes.known);
      expect(here.stand.methodsAsked()).toEqual(['GET']);
    });

    it.each([
      ['is refused', 'Promise.resolve(false)', 'refused', 'no_consent'],
      ['is refused by a function', '() => false', 'refused', 'no_consent'],
      ['fails', 'Promise.reject(new Error("no banner"))', 'failed', 'callback_failed'],
    ])('asks for nothing when it %s', async (_how, consent, status, reason) => {
      const outcome = await here.page.evaluate(
        `DriftAttributes.createDriftAttributes({ baseUrl: '', consent: ${consent} }).ready()`,
      );
      expect(outcome).toMatchObject({ status, reason });
      expect(await askedOfProxy()).toBe(0);
      expect(here.complaints).toEqual([]);
    });
  });

  it('asks once, however often it is asked at the same time', async () => {
    await signIn(here.context, here.stand.site, here.stand.proxy.token());
    await begin(here.page, { baseUrl: '' });
    const statuses = await here.page.evaluate(async () => {
      attributes.subscribe(() => {});
      attributes.subscribe(() => {});
      attributes.on('ready', () => {});
      const all = await Promise.all([attributes.ready(), attributes.refresh(), attributes.ready()]);
      return [...all, await attributes.ready(), await attributes.ready()].map(({ status }) => status);
    });
    expect(new Set(statuses)).toEqual(new Set(['ready']));
    expect(here.stand.methodsAsked()).toEqual(['GET']);
    expect(here.complaints).toEqual([]);
  });

  it('asks for nothing when the answer came with the page', async () => {
    const bootstrap = {
      known: true,
      attributes: { plan: 'pro' },
      asOf: '2026-11-22T10:00:00.000Z',
      stale: false,
    };
    await begin(here.page, { baseUrl: '', bootstrap });
    expect(await ready(here.page)).toMatchObject({
      status: 'ready',
      known: true,
      attributes: { plan: 'pro' },
    });
    expect(await askedOfProxy()).toBe(0);
  });

  it('asks for the named attributes alone', async () => {
    await signIn(here.context, here.stand.site, here.stand.proxy.token());
    await begin(here.page, { baseUrl: '', fields: ['plan', 'first_name'] });
    expect((await ready(here.page)).attributes).toEqual({ plan: 'enterprise', first_name: 'Ada' });
    expect(decodeURIComponent(here.stand.asked[0]?.path ?? '')).toBe(
      '/v1/me/attributes?fields=plan,first_name',
    );
  });
});
