// Does a page that is open keep up? Answers that are pushed, connections that break, and when nothing is asked at all.

import { describe, expect, it } from '@jest/globals';
import type { DriftAttributesOptions } from '../../../client/api.ts';
import { createDriftAttributes } from '../../../client/drift-attributes.ts';
import {
  ada,
  answers,
  breaks,
  createPage,
  hangs,
  type Reply,
  refuses,
  type Surroundings,
} from '../page-in-hand.ts';
import { createStream, either } from './stream-in-hand.ts';

const grace = { ...ada, attributes: { first_name: 'Grace' }, asOf: '2026-11-22T10:05:00.000Z' };

const open = async (
  streams: Reply,
  {
    plain = answers(),
    random,
    ...options
  }: Partial<DriftAttributesOptions> & Surroundings & { plain?: Reply } = {},
) => {
  const page = createPage(random ? { random } : {});
  page.replies(either(streams, plain));
  const attributes = createDriftAttributes({ baseUrl: '', live: true, ...options }, page.world);
  const ready = await attributes.ready();
  await page.settle();
  const streamed = () => page.sent.filter(({ url }) => url.includes('/stream'));
  const asked = () => page.sent.length - streamed().length;
  return { page, attributes, ready, streamed, asked };
};

describe('a page that is open', () => {
  it('shows each answer that is pushed', async () => {
    const stream = createStream();
    const { page, attributes } = await open(stream.reply);
    const heard: unknown[] = [];
    attributes.on('change', ({ attributes: { first_name } }) => heard.push(first_name));
    stream.attributes(ada);
    stream.attributes(grace);
    await page.settle();
    expect(attributes.get('first_name', '')).toBe('Grace');
    expect(heard).toEqual(['Grace']);
  });

  it('asks plainly first, then connects once, with the same credential and fields', async () => {
    const stream = createStream();
    const { streamed, page } = await open(stream.reply, { getToken: () => 'a.b.c', fields: ['first_name'] });
    expect(page.sent.map(({ url }) => url)).toEqual([
      'https://www.example.com/v1/me/attributes?fields=first_name',
      'https://www.example.com/v1/me/attributes/stream?fields=first_name',
    ]);
    expect(streamed()[0]?.headers.get('Authorization')).toBe('Bearer a.b.c');
    expect(streamed()[0]?.init.credentials).toBe('omit');
  });

  it('connects at once to a bootstrap, and asks nothing', async () => {
    const stream = createStream();
    const { asked, attributes, page } = await open(stream.reply, { bootstrap: ada });
    stream.attributes(grace);
    await page.settle();
    expect(attributes.get('first_name', '')).toBe('Grace');
    expect(asked()).toBe(0);
  });

  it('does not connect before it is asked for anything', async () => {
    const page = createPage();
    createDriftAttributes({ baseUrl: '', live: true, bootstrap: ada }, page.world);
    await page.settle();
    expect(page.sent).toEqual([]);
    expect(page.listening).toBe(0);
  });

  it('does not connect unless it is to be live', async () => {
    const { streamed } = await open(createStream().reply, { live: false });
    expect(streamed()).toEqual([]);
  });

  it('does not connect where there is no page', async () => {
    const page = createPage();
    const world = { ...page.world, page: undefined };
    const attributes = createDriftAttributes({ baseUrl: 'https://a.example', live: true }, world);
    await attributes.ready();
    await page.settle();
    expect(page.sent).toHaveLength(1);
  });

  it('is not harmed by what is no answer', async () => {
    const stream = createStream('event: attributes\ndata: {"known":\n\n');
    const { page, attributes } = await open(stream.reply);
    stream.say('event: attributes\ndata: {"known":1}\n\nevent: other\ndata: x\n\n');
    stream.say(`event: other\ndata: ${JSON.stringify(grace)}\n\n`);
    await page.settle();
    expect(attributes.getSnapshot()).toMatchObject(ada);
    expect(stream.open).toBe(1);
  });

  it('recovers by itself when the first answer failed', async () => {
    const stream = createStream(`event: attributes\ndata: ${JSON.stringify(grace)}\n\n`);
    const { ready, attributes } = await open(stream.reply, { plain: refuses(500, 'internal') });
    expect(ready.status).toBe('failed');
    expect(attributes.getSnapshot()).toMatchObject({ status: 'ready', ...grace });
  });
});

describe('a page without a session', () => {
  it.each<[string, Reply, Partial<DriftAttributesOptions>]>([
    ['401', refuses(401, 'token_missing'), {}],
    ['403', refuses(403, 'not_allowed'), {}],
    ['no token', answers(), { getToken: () => null }],
    ['no consent', answers(), { consent: () => false }],
  ])('does not connect: %s', async (_, plain, options) => {
    const { page, streamed } = await open(createStream().reply, { plain, ...options });
    await page.pass(3_600_000);
    expect(streamed()).toEqual([]);
  });

  it('connects once there is one', async () => {
    let token: string | null = null;
    const stream = createStream();
    const { attributes, page } = await open(stream.reply, { getToken: () => token });
    token = 'a.b.c';
    await attributes.refresh();
    await page.settle();
    expect(stream.open).toBe(1);
  });
});

describe('a connection', () => {
  it('that ends is made again after the time that the proxy said', async () => {
    const stream = createStream(`retry: 7000\nevent: attributes\ndata: ${JSON.stringify(ada)}\n\n`);
    const { page } = await open(stream.reply);
    stream.end();
    await page.pass(6999);
    expect(stream.opened).toBe(1);
    await page.pass(1);
    expect(stream.opened).toBe(2);
    expect(stream.open).toBe(1);
  });

  it('is never made again at once, whatever it is told', async () => {
    const stream = createStream('retry: 0\n\n');
    const { page } = await open(stream.reply);
    stream.end();
    await page.pass(499);
    expect(stream.opened).toBe(1);
    await page.pass(1);
    expect(stream.opened).toBe(2);
  });

  it('comes back at different times on different pages', async () => {
    const stream = createStream();
    const { page } = await open(stream.reply, { random: () => 0.9999 });
    stream.end();
    await page.pass(3700);
    expect(stream.opened).toBe(1);
    await page.pass(50);
    expect(stream.opened).toBe(2);
  });

  it.each<[string, Reply]>([
    ['breaks', breaks],
    ['is refused for now', refuses(503, 'overloaded')],
    [
      'ends before it said anything',
      () => createStream('').reply({ url: '', init: {}, headers: new Headers() }),
    ],
  ])('that %s is tried ever more slowly, down to once a minute', async (name, reply) => {
    const stream = createStream('');
    const { page, streamed } = await open(name.startsWith('ends') ? stream.reply : reply);
    const tries: number[] = [];
    for (let second = 0; second < 300; second += 1) {
      const before = streamed().length;
      stream.end();
      await page.pass(1000);
      if (streamed().length > before) tries.push(second + 1);
    }
    expect(tries).toEqual([3, 9, 21, 45, 93, 153, 213, 273]);
  });

  it('that works again is tried quickly again', async () => {
    const stream = createStream(`event: attributes\ndata: ${JSON.stringify(ada)}\n\n`);
    let reply = breaks;
    const { page } = await open((request) => reply(request));
    await page.pass(60_000);
    reply = stream.reply;
    await page.pass(60_000);
    expect(stream.opened).toBe(1);
    stream.break();
    await page.pass(3000);
    expect(stream.opened).toBe(2);
  });

  it.each([429, 503])('refused with %i waits for as long as Retry-After says', async (status) => {
    const { page, streamed } = await open(refuses(status, 'overloaded', { 'Retry-After': '90' }));
    await page.pass(89_999);
    expect(streamed()).toHaveLength(1);
    await page.pass(1);
    expect(streamed()).toHaveLength(2);
  });

  it('on which nothing comes for a minute is given up; a heartbeat is something', async () => {
    const stream = createStream();
    const { page } = await open(stream.reply);
    await page.pass(40_000);
    stream.say(': beat\n\n');
    await page.pass(59_000);
    expect(stream.open).toBe(1);
    await page.pass(1000);
    expect(stream.open).toBe(0);
    await page.pass(3000);
    expect(stream.opened).toBe(2);
  });

  it('that is never answered is given up after a minute', async () => {
    const { page, streamed } = await open(hangs);
    await page.pass(60_000);
    await page.pass(3000);
    expect(streamed()).toHaveLength(2);
  });

  it('for which getToken never gives a token is given up after a minute', async () => {
    let calls = 0;
    const getToken = () => {
      calls += 1;
      return calls === 1 ? 'a.b.c' : new Promise<string>(() => {});
    };
    const { page } = await open(createStream().reply, { getToken });
    const before = calls;
    await page.pass(60_000);
    await page.pass(3000);
    expect(calls).toBe(before + 1);
  });

  it('whose events never end is given up', async () => {
    const stream = createStream(`data: ${'a'.repeat(530_000)}`);
    await open(stream.reply);
    expect(stream.open).toBe(0);
  });

  it('waits for the network to come back', async () => {
    const stream = createStream();
    const { page } = await open(stream.reply);
    page.state.online = false;
    stream.break();
    await page.pass(3_600_000);
    expect(stream.opened).toBe(1);
    page.state.online = true;
    page.fire('online');
    await page.settle();
    expect(stream.opened).toBe(2);
  });

  it('does not wait for its next try when the network has just come back', async () => {
    const { page, streamed } = await open(breaks);
    await page.pass(10_000);
    const [before, timers] = [streamed().length, page.clock.waiting];
    page.fire('online');
    await page.settle();
    expect(streamed()).toHaveLength(before + 1);
    expect(page.clock.waiting).toBe(timers);
  });

  it('uses a new token when the old one has expired', async () => {
    const stream = createStream();
    const tokens = ['old', 'old', 'new'];
    const { page, attributes, streamed } = await open(
      (request) =>
        request.headers.get('Authorization') === 'Bearer new'
          ? stream.reply(request)
          : refuses(401, 'token_expired')(request),
      { getToken: () => tokens.shift() ?? 'new' },
    );
    await page.settle();
    expect(streamed().map(({ headers }) => headers.get('Authorization'))).toEqual([
      'Bearer old',
      'Bearer new',
    ]);
    expect(stream.open).toBe(1);
    expect(attributes.getSnapshot().status).toBe('ready');
  });

  it('refused for want of a session ends, and what is known is gone', async () => {
    const { page, attributes, streamed } = await open(refuses(401, 'token_expired'));
    expect(attributes.getSnapshot()).toMatchObject({
      status: 'unauthenticated',
      reason: 'token_expired',
      attributes: {},
    });
    await page.pass(3_600_000);
    expect(streamed()).toHaveLength(1);
    expect(page.listening).toBe(0);
    expect(page.clock.waiting).toBe(0);
  });

  it('refused with 403 is not tried again if a plain request is refused too', async () => {
    let plain = answers();
    const { page, attributes, streamed, asked } = await open(
      (request) => {
        plain = refuses(403, 'not_allowed');
        return plain(request);
      },
      { plain: (request) => plain(request) },
    );
    await page.pass(3_600_000);
    expect(attributes.getSnapshot()).toMatchObject({ status: 'refused', reason: 'not_allowed' });
    expect([streamed().length, asked()]).toEqual([1, 2]);
  });

  it('is not made after consent is withdrawn', async () => {
    let consent = true;
    const stream = createStream();
    const { page, attributes } = await open(stream.reply, { consent: () => consent });
    consent = false;
    stream.end();
    await page.pass(3000);
    expect(stream.opened).toBe(1);
    expect(attributes.getSnapshot()).toMatchObject({
      status: 'refused',
      reason: 'no_consent',
      attributes: {},
    });
  });

  it('ends with a log-out and begins again after it', async () => {
    const stream = createStream();
    const { page, attributes } = await open(stream.reply);
    attributes.clear();
    await page.settle();
    expect([stream.open, page.clock.waiting, page.listening]).toEqual([0, 0, 0]);
    await page.pass(3_600_000);
    expect(stream.opened).toBe(1);
    await attributes.refresh();
    await page.settle();
    expect(stream.open).toBe(1);
  });

  it('of another visitor than the one who is asked for by now is heard no more', async () => {
    const stream = createStream('retry: 2000\n\n');
    let token = 'a.ada.c';
    const { page, attributes, streamed } = await open(stream.reply, {
      getToken: () => token,
      plain: (request) => answers(token === 'a.ada.c' ? ada : grace)(request),
    });
    token = 'a.grace.c';
    await attributes.refresh();
    stream.attributes({ ...ada, attributes: { first_name: 'Ada Verne' } });
    await page.settle();
    expect(attributes.get('first_name', '')).toBe('Grace');
    await page.pass(2_000);
    expect(streamed().map(({ headers }) => headers.get('Authorization'))).toEqual([
      'Bearer a.ada.c',
      'Bearer a.grace.c',
    ]);
  });

  it('stays when asking brings nothing new', async () => {
    const stream = createStream();
    const { page, attributes } = await open(stream.reply);
    stream.attributes(grace);
    page.replies(answers(grace));
    await attributes.refresh();
    await page.pass(20_000);
    expect([stream.opened, stream.open]).toEqual([1, 1]);
  });

  it('is not heard after a log-out, not even what had arrived before', async () => {
    const stream = createStream();
    const { page, attributes } = await open(stream.reply);
    const heard: string[] = [];
    attributes.on('change', () => {
      heard.push(attributes.get('first_name', 'nobody') as string);
      attributes.clear();
    });
    const eve = { ...ada, attributes: { first_name: 'Eve' } };
    stream.say([grace, eve].map((body) => `event: attributes\ndata: ${JSON.stringify(body)}\n\n`).join(''));
    await page.settle();
    expect(heard).toEqual(['Grace', 'nobody']);
  });

  it('is not made when the consent that it waited for comes after a log-out', async () => {
    const stream = createStream();
    let consent: boolean | Promise<boolean> = true;
    const { page, attributes, streamed } = await open(stream.reply, { consent: () => consent });
    let give: (given: boolean) => void = () => {};
    consent = new Promise((resolve) => {
      give = resolve;
    });
    stream.end();
    await page.pass(3000);
    attributes.clear();
    give(true);
    await page.settle();
    expect([streamed().length, page.clock.waiting, page.listening]).toEqual([1, 0, 0]);
  });

  it('ends with close(), for good', async () => {
    const stream = createStream();
    const { page, attributes } = await open(stream.reply);
    attributes.close();
    await attributes.ready();
    await attributes.refresh();
    await page.settle();
    expect([stream.opened, stream.open, page.clock.waiting, page.listening]).toEqual([1, 0, 0, 0]);
  });

  it('is not made when a listener ends everything at the first answer', async () => {
    const page = createPage();
    const stream = createStream();
    page.replies(either(stream.reply, answers()));
    const attributes = createDriftAttributes({ baseUrl: '', live: true }, page.world);
    attributes.on('change', () => attributes.close());
    await attributes.ready();
    await page.settle();
    expect(stream.opened).toBe(0);
  });
});

describe('a page that is left', () => {
  it('lets everything go', async () => {
    const stream = createStream();
    const { page } = await open(stream.reply);
    page.fire('pagehide');
    await page.settle();
    expect([stream.open, page.clock.waiting]).toEqual([0, 0]);
    await page.pass(3_600_000);
    expect(stream.opened).toBe(1);
  });

  it('and comes back asks anew, and connects again', async () => {
    const stream = createStream();
    const { page, asked } = await open(stream.reply);
    for (const visit of [1, 2, 3]) {
      page.fire('pagehide');
      await page.settle();
      page.fire('pageshow');
      await page.settle();
      expect([asked(), stream.opened, stream.open]).toEqual([visit + 1, visit + 1, 1]);
    }
  });

  it.each(['clear', 'close'] as const)(
    'and was ended by %s() asks nothing when it comes back',
    async (end) => {
      const stream = createStream();
      const { page, attributes, asked } = await open(stream.reply);
      page.fire('pagehide');
      attributes[end]();
      page.fire('pageshow');
      await page.settle();
      expect([asked(), stream.opened]).toEqual([1, 1]);
    },
  );
});

describe('where something on the way holds streams back', () => {
  it('the page asks instead, as often as it tries to connect', async () => {
    let body = ada;
    const { page, attributes } = await open(hangs, { plain: (request) => answers(body)(request) });
    body = grace;
    for (let minute = 0; minute < 5; minute += 1) await page.pass(60_000);
    expect(attributes.get('first_name', '')).toBe('Grace');
  });

  it('the page asks nothing while nobody sees it', async () => {
    const { page, asked } = await open(breaks);
    page.state.visible = false;
    for (let minute = 0; minute < 10; minute += 1) await page.pass(60_000);
    expect(asked()).toBe(1);
  });
});

describe('where there are no streams', () => {
  const noStreams: [string, Reply][] = [
    ['404', refuses(404, 'not_found')],
    ['a page instead', () => new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } })],
    [
      'no body that can be read bit by bit',
      () => new Response(null, { headers: { 'Content-Type': 'text/event-stream' } }),
    ],
  ];

  it.each(noStreams)('the page asks about once a minute: %s', async (_, reply) => {
    const { page, streamed, asked } = await open(reply, { random: () => 0.5 });
    const before = asked();
    await page.pass(59_999);
    expect(asked()).toBe(before);
    await page.pass(1);
    await page.pass(60_000);
    expect(asked()).toBe(before + 2);
    expect(streamed()).toHaveLength(1);
  });

  it.each([
    [0, 45_000],
    [0.9999, 75_000],
  ])('the time between is another on each page: %d', async (chance, milliseconds) => {
    const { page, asked } = await open(refuses(404, 'not_found'), { random: () => chance });
    const before = asked();
    await page.pass(milliseconds - 10);
    expect(asked()).toBe(before);
    await page.pass(10);
    expect(asked()).toBe(before + 1);
  });

  it('the page asks nothing while nobody sees it, and at once when somebody does', async () => {
    const { page, asked } = await open(refuses(404, 'not_found'));
    const before = asked();
    page.state.visible = false;
    page.fire('visibilitychange');
    await page.pass(3_600_000);
    expect(asked()).toBe(before);
    page.state.visible = true;
    page.fire('visibilitychange');
    await page.settle();
    expect(asked()).toBe(before + 1);
  });

  it('the page stops asking when the session has ended', async () => {
    let plain = answers();
    const { page, asked } = await open(refuses(404, 'not_found'), { plain: (request) => plain(request) });
    plain = refuses(401, 'token_expired');
    await page.pass(45_000);
    const before = asked();
    await page.pass(3_600_000);
    expect(asked()).toBe(before);
    expect(page.listening).toBe(0);
  });

  it('a failure in between is nobody’s business', async () => {
    let plain = answers();
    const { page, attributes } = await open(refuses(404, 'not_found'), {
      plain: (request) => plain(request),
    });
    const errors: unknown[] = [];
    attributes.on('error', (snapshot) => errors.push(snapshot));
    plain = refuses(500, 'internal');
    await page.pass(45_000);
    expect(attributes.getSnapshot()).toMatchObject({ status: 'ready', ...ada });
    expect(errors).toEqual([]);
  });
});
