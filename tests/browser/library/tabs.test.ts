// What if a visitor has many tabs, or two visitors share a browser? One stream for all, and nobody sees another's attributes.

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { BrowserContext, Page } from 'playwright-core';
import { describeInChromium } from '../../support/chromium.ts';
import { until } from '../../support/until.ts';
import { type Begin, begin, changePlan, opening, openPage, planOn, ready, signIn } from './visitor.ts';

const [ada, bo] = ['34360000101', '34360000202'];

declare global {
  /** First names that this tab has held, in order. */
  var namesSeen: unknown[];
  /** What this tab has said to the others. */
  var said: unknown[];
}

describeInChromium('in many tabs', () => {
  const here = opening();
  /** A browser profile of its own for each test. */
  let context: BrowserContext;

  beforeEach(async () => {
    const { contacts, webhooks } = here.stand.proxy.sandbox;
    contacts.update(ada, { plan: 'enterprise' });
    contacts.update(bo, { plan: 'pro' });
    await webhooks.settled();
    here.stand.reset();
    context = await here.browser.newContext();
    await context.addInitScript(() => {
      globalThis.said = [];
      const say = BroadcastChannel.prototype.postMessage;
      BroadcastChannel.prototype.postMessage = function (message: unknown) {
        said.push([this.name, message]);
        say.call(this, message);
      };
    });
  });
  afterEach(async () => {
    await context.close();
    await until('all streams are gone', () => here.stand.streams() === 0);
  });

  const openTab = async (options: Begin = { baseUrl: '' }): Promise<Page> => {
    const { page } = await openPage(context);
    await page.goto(`${here.stand.site}/`);
    await begin(page, { live: true, ...options });
    await page.evaluate(() => {
      globalThis.namesSeen = [];
      attributes.on('change', (now) => namesSeen.push(now.attributes['first_name']));
    });
    await ready(page);
    return page;
  };
  const openTabs = (count: number): Promise<Page[]> =>
    Promise.all(Array.from({ length: count }, () => openTab()));
  const calls = (): number => here.stand.proxy.sandbox.calls.count();
  const leaderOf = async (tabs: readonly Page[]): Promise<Page> => {
    const held = (tab: Page) =>
      tab.evaluate(async () => {
        const { held = [] } = await navigator.locks.query();
        const mine = await new Promise<string | undefined>((resolve) => {
          void navigator.locks.request(`who am I ${Math.random()}`, async (lock) => {
            const all = (await navigator.locks.query()).held ?? [];
            resolve(all.find(({ name }) => name === lock?.name)?.clientId);
          });
        });
        return held.some(({ clientId }) => clientId === mine);
      });
    const leading = await Promise.all(tabs.map(held));
    const leader = tabs[leading.indexOf(true)];
    if (leader === undefined) throw new Error('nobody leads');
    return leader;
  };

  it('twenty share one stream, all change after one webhook, and closing the leader hands it over', async () => {
    await signIn(context, here.stand.site, here.stand.proxy.token());
    const tabs = await openTabs(20);
    await until('one is live', () => here.stand.streams() === 1);
    expect(here.stand.streams()).toBe(1);

    const callsBefore = calls();
    const began = performance.now();
    await changePlan(here.stand, 'pro');
    await Promise.all(tabs.map((tab) => planOn(tab, 'pro')));
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(calls() - callsBefore).toBe(1);
    expect(here.stand.streams()).toBe(1);

    const leader = await leaderOf(tabs);
    await leader.close();
    const left = tabs.filter((tab) => tab !== leader);
    await until('the old stream is gone', () => here.stand.streams() === 0).catch(() => {});
    await until('another has taken over', () => here.stand.streams() === 1);
    await changePlan(here.stand, 'free');
    await Promise.all(left.map((tab) => planOn(tab, 'free')));
    expect(here.stand.streams()).toBe(1);

    const broadcast = (await Promise.all(left.map((tab) => tab.evaluate(() => said)))).flat();
    for (const word of ['Ada', 'Lumen', 'Port Alder', 'enterprise', '"pro"', '"free"', 'user-ada'])
      expect(JSON.stringify(broadcast)).not.toContain(word);
  }, 30_000);

  it('two visitors with tokens of their own never see each other', async () => {
    const [hers, his] = await Promise.all([
      openTab({ baseUrl: '', token: here.stand.proxy.token() }),
      openTab({ baseUrl: '', token: here.stand.proxy.token({ sub: 'user-bo' }) }),
    ]);
    await until('both are live', () => here.stand.streams() === 2);
    await changePlan(here.stand, 'free');
    await planOn(hers, 'free');
    here.stand.proxy.sandbox.contacts.update(bo, { plan: 'enterprise' });
    await planOn(his, 'enterprise');
    expect(await hers.evaluate(() => attributes.get('plan', ''))).toBe('free');
    expect(new Set(await hers.evaluate(() => namesSeen))).toEqual(new Set(['Ada']));
    expect(new Set(await his.evaluate(() => namesSeen))).toEqual(new Set(['Bo']));
  });

  it('the next visitor by cookie never sees the attributes of the one before', async () => {
    await signIn(context, here.stand.site, here.stand.proxy.token());
    const first = await openTab();
    await until('it is live', () => here.stand.streams() === 1);
    await context.clearCookies();
    await signIn(context, here.stand.site, here.stand.proxy.token({ sub: 'user-bo' }));
    const second = await openTab();
    expect(await second.evaluate(() => attributes.get('first_name', ''))).toBe('Bo');
    await changePlan(here.stand, 'free');
    here.stand.proxy.sandbox.contacts.update(bo, { plan: 'enterprise' });
    await planOn(second, 'enterprise');
    expect(new Set(await second.evaluate(() => namesSeen))).toEqual(new Set(['Bo']));
    // The first tab is either still hers as it was, or his by now; never a mixture.
    const { first_name, company } = await first.evaluate(() => attributes.all());
    expect([
      ['Ada', 'Lumen Freight'],
      ['Bo', 'Quillmoor Tools'],
    ]).toContainEqual([first_name, company]);
  });

  it('a log-out in one is a log-out in all', async () => {
    await signIn(context, here.stand.site, here.stand.proxy.token());
    const tabs = await openTabs(3);
    await until('one is live', () => here.stand.streams() === 1);
    await context.clearCookies();
    await tabs[0]?.evaluate(() => attributes.clear());
    await Promise.all(tabs.map((tab) => planOn(tab, undefined)));
    for (const tab of tabs)
      expect(await tab.evaluate(() => [attributes.known, attributes.all()])).toEqual([false, {}]);
    await until('no stream is left', () => here.stand.streams() === 0);
  });

  it('a log-out of one visitor with a token leaves another alone', async () => {
    const [hers, his] = await Promise.all([
      openTab({ baseUrl: '', token: here.stand.proxy.token() }),
      openTab({ baseUrl: '', token: here.stand.proxy.token({ sub: 'user-bo' }) }),
    ]);
    await until('both are live', () => here.stand.streams() === 2);
    await hers.evaluate(() => attributes.clear());
    await until('hers is gone', () => here.stand.streams() === 1);
    here.stand.proxy.sandbox.contacts.update(bo, { plan: 'enterprise' });
    await planOn(his, 'enterprise');
    expect(await hers.evaluate(() => attributes.all())).toEqual({});
  });
});
