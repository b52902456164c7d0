// Do the tabs of a browser share one stream, and never what is said on it?

import { describe, expect, it } from '@jest/globals';
import type { DriftAttributes, DriftAttributesOptions } from '../../../client/api.ts';
import { createDriftAttributes } from '../../../client/drift-attributes.ts';
import { ada, answers, type Page, type Reply, refuses } from '../page-in-hand.ts';
import { createStream, either } from './stream-in-hand.ts';
import { createTabs, type Tabs } from './tabs-in-hand.ts';

const grace = { ...ada, attributes: { first_name: 'Grace' }, asOf: '2026-11-22T10:05:00.000Z' };

type Tab = { readonly page: Page; readonly attributes: DriftAttributes; readonly asked: () => number };

const tokenFor = (sub: string, iss = 'https://login.example.com') =>
  ['e30', Buffer.from(JSON.stringify({ iss, sub, exp: Math.random() })).toString('base64url'), 'x'].join('.');

const openTab = async (
  tabs: Tabs,
  streams: Reply,
  plain: Reply = answers(),
  options: Partial<DriftAttributesOptions> = {},
): Promise<Tab> => {
  const page = tabs.open();
  page.replies(either(streams, plain));
  const attributes = createDriftAttributes({ baseUrl: '', live: true, ...options }, page.world);
  await attributes.ready();
  await page.settle();
  return { page, attributes, asked: () => page.sent.filter(({ url }) => !url.includes('/stream')).length };
};

const openTabs = async (tabs: Tabs, count: number, streams: Reply, plain?: Reply): Promise<Tab[]> => {
  const all: Tab[] = [];
  for (let tab = 0; tab < count; tab += 1) all.push(await openTab(tabs, streams, plain));
  return all;
};

describe('the tabs of a browser', () => {
  it('share one stream: twenty of them', async () => {
    const stream = createStream();
    await openTabs(createTabs(), 20, stream.reply);
    expect([stream.opened, stream.open]).toEqual([1, 1]);
  });

  it('all show a change, each by its own asking', async () => {
    const stream = createStream();
    let body = ada;
    const all = await openTabs(createTabs(), 20, stream.reply, (request) => answers(body)(request));
    body = grace;
    stream.attributes(grace);
    await all[0]?.page.settle();
    await all[0]?.page.pass(500);
    for (const tab of all) await tab.page.settle();
    expect(all.map(({ attributes }) => attributes.get('first_name', ''))).toEqual(Array(20).fill('Grace'));
    expect(all.map(({ asked }) => asked())).toEqual([1, ...Array(19).fill(2)]);
  });

  it('do not all ask at once', async () => {
    const stream = createStream();
    const [first, second] = await openTabs(
      createTabs(() => 0.5),
      2,
      stream.reply,
    );
    stream.attributes(grace);
    await first?.page.settle();
    await first?.page.pass(249);
    expect(second?.asked()).toBe(1);
    await first?.page.pass(1);
    expect(second?.asked()).toBe(2);
  });

  it('ask once for changes that come together', async () => {
    const stream = createStream();
    const [first, second] = await openTabs(
      createTabs(() => 0.5),
      2,
      stream.reply,
    );
    stream.attributes(grace);
    await first?.page.pass(100);
    stream.attributes({ ...ada, attributes: { first_name: 'Eve' } });
    for (let tenth = 0; tenth < 10; tenth += 1) await first?.page.pass(100);
    expect(second?.asked()).toBe(2);
  });

  it('do not wait for one that still waits for consent', async () => {
    const tabs = createTabs();
    const stream = createStream();
    await openTab(tabs, stream.reply, answers(), { bootstrap: ada, consent: new Promise(() => {}) });
    expect(tabs.held()).toBe(0);
    await openTab(tabs, stream.reply);
    expect(stream.open).toBe(1);
  });

  it('never say a value to each other', async () => {
    const tabs = createTabs();
    const stream = createStream();
    const [first, second] = await openTabs(tabs, 2, stream.reply);
    stream.attributes(grace);
    await first?.page.pass(500);
    second?.attributes.clear();
    await first?.page.settle();
    expect(tabs.said.length).toBeGreaterThan(1);
    expect(tabs.said.every(([, words]) => words === 0 || words === ada.asOf)).toBe(true);
  });

  it.each(['close', 'pagehide'] as const)('go on with another when the first is gone: %s', async (way) => {
    const stream = createStream();
    const tabs = createTabs();
    const [first, second, third] = await openTabs(tabs, 3, stream.reply);
    if (way === 'close') first?.attributes.close();
    else first?.page.fire(way);
    await first?.page.settle();
    expect([stream.opened, stream.open, tabs.held(), tabs.channels()]).toEqual([2, 1, 1, 2]);
    stream.attributes(grace);
    await second?.page.settle();
    expect(second?.attributes.get('first_name', '')).toBe('Grace');
    await third?.page.pass(500);
    expect(third?.asked()).toBe(2);
  });

  it('let go of everything when they are left, whatever they were about to do', async () => {
    const tabs = createTabs(() => 0.5);
    const stream = createStream();
    const all = await openTabs(tabs, 3, stream.reply);
    stream.attributes(grace);
    all.push(await openTab(tabs, stream.reply, answers({ ...grace, asOf: '2026-11-22T10:06:00.000Z' })));
    expect(all[0]?.page.clock.waiting).toBeGreaterThan(3);
    for (const tab of all) tab.page.fire('pagehide');
    for (const tab of all) await tab.page.settle();
    expect([stream.open, tabs.held(), tabs.channels()]).toEqual([0, 0, 0]);
    expect(all[0]?.page.clock.waiting).toBe(0);
  });

  it.each<[string, Partial<DriftAttributesOptions>, Partial<DriftAttributesOptions>, number]>([
    ['one visitor', { getToken: () => tokenFor('ada') }, { getToken: () => tokenFor('ada') }, 1],
    [
      'one visitor with an odd name',
      { getToken: () => tokenFor('¿?>~ÿ') },
      { getToken: () => tokenFor('¿?>~ÿ') },
      1,
    ],
    ['two visitors', { getToken: () => tokenFor('ada') }, { getToken: () => tokenFor('grace') }, 2],
    ['two issuers', { getToken: () => tokenFor('1', 'a') }, { getToken: () => tokenFor('1', 'b') }, 2],
    ['a token and a cookie', { getToken: () => tokenFor('ada') }, {}, 2],
    ['two proxies', { baseUrl: '/a' }, { baseUrl: '/b' }, 2],
    ['other fields', { fields: ['first_name'] }, {}, 2],
    ['tokens that nobody can read', { getToken: () => 'x' }, { getToken: () => 'x' }, 2],
  ])('have streams for %s', async (_, one, other, streams) => {
    const tabs = createTabs();
    const stream = createStream();
    await openTab(tabs, stream.reply, answers(), one);
    await openTab(tabs, stream.reply, answers(), other);
    expect(stream.open).toBe(streams);
  });

  it.each(Array.from({ length: 20 }, (_, moment) => [moment]))(
    'let go of everything when they are closed just as they begin to meet (%i)',
    async (moment) => {
      const tabs = createTabs();
      const stream = createStream();
      const page = tabs.open();
      page.replies(either(stream.reply, answers()));
      const attributes = createDriftAttributes({ baseUrl: '', live: true, bootstrap: ada }, page.world);
      attributes.ready();
      for (let turn = 0; turn < moment; turn += 1) await Promise.resolve();
      attributes.close();
      await page.settle();
      expect([tabs.channels(), tabs.held(), stream.open, page.clock.waiting, page.listening]).toEqual([
        0, 0, 0, 0, 0,
      ]);
    },
  );

  it('hear of a log-out in one of them, and ask', async () => {
    const stream = createStream();
    let plain = answers();
    const [first, second, third] = await openTabs(createTabs(), 3, stream.reply, (request) => plain(request));
    plain = refuses(401, 'token_missing');
    second?.attributes.clear();
    await first?.page.settle();
    await first?.page.pass(500);
    await third?.page.settle();
    expect([first, third].map((tab) => tab?.attributes.getSnapshot().status)).toEqual([
      'unauthenticated',
      'unauthenticated',
    ]);
    expect(stream.open).toBe(0);
  });

  it('ask again by themselves when they wait and have no answer', async () => {
    const stream = createStream();
    const tabs = createTabs();
    await openTab(tabs, stream.reply);
    let plain = refuses(500, 'internal');
    const { page, attributes, asked } = await openTab(tabs, stream.reply, (request) => plain(request));
    plain = answers();
    await page.pass(45_000);
    expect(attributes.getSnapshot()).toMatchObject({ status: 'ready', ...ada });
    await page.pass(45_000);
    await page.pass(45_000);
    expect(asked()).toBe(2);
  });

  it('do not ask for ever after a log-out', async () => {
    const stream = createStream();
    let plain = answers();
    const all = await openTabs(createTabs(), 20, stream.reply, (request) => plain(request));
    plain = refuses(401, 'token_missing');
    all[3]?.attributes.clear();
    for (let second = 0; second < 60; second += 1) await all[0]?.page.pass(1000);
    expect(Math.max(...all.map(({ asked }) => asked()))).toBeLessThanOrEqual(3);
  });
});

describe('a tab with another answer than the one that leads', () => {
  it('makes it connect anew: the cookie may be another visitor’s', async () => {
    const stream = createStream();
    const tabs = createTabs();
    const first = await openTab(tabs, stream.reply);
    await openTab(tabs, stream.reply, answers(grace));
    await first.page.pass(4999);
    expect(stream.opened).toBe(1);
    await first.page.pass(1);
    await first.page.pass(3000);
    expect([stream.opened, stream.open]).toEqual([2, 1]);
  });

  it('does so at most every five seconds', async () => {
    const stream = createStream('retry: 500\n\n');
    const tabs = createTabs();
    const first = await openTab(tabs, stream.reply);
    for (let tab = 0; tab < 12; tab += 1) {
      await openTab(tabs, stream.reply, answers(grace));
      await first.page.pass(1000);
    }
    expect(stream.opened).toBe(3);
  });

  it('and the same asOf leaves it alone', async () => {
    const stream = createStream();
    const all = await openTabs(createTabs(), 3, stream.reply);
    for (let second = 0; second < 60; second += 1) {
      await all[0]?.page.pass(1000);
      stream.say(':\n\n');
    }
    expect(stream.opened).toBe(1);
  });
});

describe('where tabs cannot meet', () => {
  it('each has its own stream', async () => {
    const stream = createStream();
    for (const missing of [{ locks: undefined }, { channel: undefined }]) {
      const page = createTabs().open();
      page.replies(either(stream.reply, answers()));
      const world = { ...page.world, ...missing };
      const attributes = createDriftAttributes({ baseUrl: '', live: true }, world as typeof page.world);
      await attributes.ready();
      await page.settle();
    }
    expect(stream.open).toBe(2);
  });

  it.each<[string, object]>([
    ['locks', { locks: { request: () => Promise.reject(new DOMException('no', 'SecurityError')) } }],
    [
      'channels',
      {
        channel: () => {
          throw new DOMException('no', 'SecurityError');
        },
      },
    ],
  ])('because %s are forbidden, each has its own too', async (_, forbidden) => {
    const stream = createStream();
    const page = createTabs().open();
    page.replies(either(stream.reply, answers()));
    const attributes = createDriftAttributes({ baseUrl: '', live: true }, { ...page.world, ...forbidden });
    await attributes.ready();
    await page.settle();
    expect(stream.open).toBe(1);
  });

  it('there are no streams, each asks for itself, and none leads', async () => {
    const tabs = createTabs();
    const all = await openTabs(tabs, 3, refuses(404, 'not_found'));
    for (const { page } of all) await page.settle();
    const before = all.map(({ asked }) => asked());
    await all[0]?.page.pass(45_000);
    expect(all.map(({ asked }, index) => asked() - (before[index] ?? 0))).toEqual([1, 1, 1]);
    expect(tabs.held()).toBe(0);

    const words = tabs.said.length;
    all[0]?.page.replies(either(refuses(404, 'not_found'), answers(grace)));
    await all[0]?.page.pass(45_000);
    expect(all[0]?.attributes.get('first_name', '')).toBe('Grace');
    expect(tabs.said).toHaveLength(words);
  });
});
