// Does an open page hear of a change in Drift? From the webhook to what the visitor sees, in a real browser.

import { beforeEach, expect, it } from '@jest/globals';
import { describeInChromium } from '../../support/chromium.ts';
import { until } from '../../support/until.ts';
import { type Begin, begin, changePlan, heardOn, planOn, ready, signIn, visiting } from './visitor.ts';

declare global {
  /** What `getToken` gives. */
  var token: string;
}

describeInChromium('a live page', () => {
  const here = visiting();
  beforeEach(async () => {
    await changePlan(here.stand, 'enterprise');
  });

  const goLive = async (origin: string, options: Begin): Promise<void> => {
    await here.page.goto(`${origin}/`);
    await begin(here.page, { ...options, live: true });
    expect((await ready(here.page)).status).toBe('ready');
    await until('it is live', () => here.stand.streams() === 1);
  };

  it.each<[string, () => [string, Begin]]>([
    ['of the same origin, with its cookie', () => [here.stand.site, { baseUrl: '' }]],
    [
      'of the same site, with its cookie',
      () => [here.stand.site, { baseUrl: here.stand.api, credentials: 'include' }],
    ],
    [
      'of another site, with a token',
      () => [here.stand.shop, { baseUrl: here.stand.api, token: here.stand.proxy.token() }],
    ],
  ])('%s, changes within a second', async (_which, how) => {
    await signIn(here.context, here.stand.site, here.stand.proxy.token());
    await goLive(...how());
    const began = performance.now();
    await changePlan(here.stand, 'pro');
    await planOn(here.page, 'pro');
    expect(performance.now() - began).toBeLessThan(1_000);
    expect((await heardOn(here.page)).at(-1)).toBe('change ready pro');
    expect(here.complaints).toEqual([]);
  });

  it('has asked once and holds one stream, whatever comes over it', async () => {
    await signIn(here.context, here.stand.site, here.stand.proxy.token());
    await goLive(here.stand.site, { baseUrl: '' });
    for (const plan of ['pro', 'free', 'enterprise']) {
      await changePlan(here.stand, plan);
      await planOn(here.page, plan);
    }
    expect(here.stand.asked.map(({ path }) => path)).toEqual([
      '/v1/me/attributes',
      '/v1/me/attributes/stream',
    ]);
  });

  it('hears nothing of what it may not see', async () => {
    await signIn(here.context, here.stand.site, here.stand.proxy.token());
    await goLive(here.stand.site, { baseUrl: '' });
    here.stand.proxy.sandbox.contacts.update('34360000101', { phone: '+1 555 0199' });
    await here.stand.proxy.sandbox.webhooks.settled();
    await changePlan(here.stand, 'pro');
    await planOn(here.page, 'pro');
    expect((await heardOn(here.page)).filter((line) => line.startsWith('change'))).toEqual([
      'change ready enterprise',
      'change ready pro',
    ]);
  });

  it('goes on after its stream broke, with a token of then, and has missed nothing', async () => {
    const [first, second] = [{}, { iat: 1 + here.stand.proxy.clock.wall() / 1000 }].map((claims) =>
      here.stand.proxy.token(claims),
    );
    await here.page.goto(`${here.stand.shop}/`);
    await here.page.evaluate(
      ({ baseUrl, first }) => {
        globalThis.token = first ?? '';
        globalThis.attributes = DriftAttributes.createDriftAttributes({
          ...{ baseUrl, live: true, getToken: () => token },
        });
      },
      { baseUrl: here.stand.api, first },
    );
    expect((await ready(here.page)).status).toBe('ready');
    await until('it is live', () => here.stand.streams() === 1);
    await here.page.evaluate((second) => {
      globalThis.token = second ?? '';
    }, second);
    here.stand.cutStreams();
    await changePlan(here.stand, 'pro');
    await planOn(here.page, 'pro');
    expect(here.stand.asked.at(-1)?.headers.authorization).toBe(`Bearer ${second}`);
    await until('it is live again', () => here.stand.streams() === 1);
    await changePlan(here.stand, 'free');
    await planOn(here.page, 'free');
  });

  it('lets go of its stream when it is closed', async () => {
    await signIn(here.context, here.stand.site, here.stand.proxy.token());
    await goLive(here.stand.site, { baseUrl: '' });
    await here.page.evaluate(() => attributes.close());
    await until('the stream is gone', () => here.stand.streams() === 0);
    expect(here.complaints).toEqual([]);
  });

  it('lets go of its stream when the visitor leaves', async () => {
    await signIn(here.context, here.stand.site, here.stand.proxy.token());
    await goLive(here.stand.site, { baseUrl: '' });
    await here.page.goto('about:blank');
    await until('the stream is gone', () => here.stand.streams() === 0);
  });

  it('that came with its answer is live without asking for it', async () => {
    await signIn(here.context, here.stand.site, here.stand.proxy.token());
    const bootstrap = {
      known: true,
      attributes: { plan: 'enterprise' },
      asOf: '2026-11-22T10:00:00.000Z',
      stale: false,
    };
    await goLive(here.stand.site, { baseUrl: '', bootstrap });
    await changePlan(here.stand, 'pro');
    await planOn(here.page, 'pro');
    expect(here.stand.asked.map(({ path }) => path)).toEqual(['/v1/me/attributes/stream']);
  });

  it('asks for no stream when the visitor has no session', async () => {
    await here.page.goto(`${here.stand.site}/`);
    await begin(here.page, { baseUrl: '', live: true });
    expect((await ready(here.page)).status).toBe('unauthenticated');
    await here.page.evaluate(() => fetch('/anything'));
    expect(here.stand.asked.map(({ path }) => path)).toEqual(['/v1/me/attributes']);
  });
});
