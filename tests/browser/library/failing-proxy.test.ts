// What if the proxy is down, slow, or not the proxy at all? The page shows its fallbacks, and nothing throws, blocks or hangs.

import type { RequestListener } from 'node:http';
import { beforeAll, beforeEach, expect, it } from '@jest/globals';
import { listenLocally } from '../../../demo/listen-locally.ts';
import { describeInChromium } from '../../support/chromium.ts';
import { opening } from './visitor.ts';

/** As a page's author writes it: the greeting is there from the start, and better when something is known. */
const authorsPage = (baseUrl: string): string => `<!doctype html><title>A page</title>
<h1>Welcome, <span id="name">friend</span>.</h1><button onclick="this.textContent = 'clicked'">Click</button>
<script src="/library.js"></script>
<script>
  window.seen = {};
  addEventListener('unhandledrejection', () => { seen.rejected = true; });
  window.attributes = DriftAttributes.createDriftAttributes({ baseUrl: ${JSON.stringify(baseUrl)}, timeout: 400 });
  const began = performance.now();
  window.outcome = attributes.ready().then((now) => {
    seen.took = performance.now() - began;
    document.getElementById('name').textContent = attributes.get('first_name', 'friend');
    return now;
  });
</script>`;

const answers = (status: number, headers: Record<string, string>, text = ''): RequestListener => {
  return (_request, response) => {
    response.writeHead(status, headers);
    response.end(text);
  };
};
const json = { 'Content-Type': 'application/json; charset=utf-8' };
const html = { 'Content-Type': 'text/html' };

const ada =
  '{"known":true,"attributes":{"first_name":"Ada"},"asOf":"2026-11-22T10:00:00.000Z","stale":false}';

/** What may stand where the proxy was thought to be. */
const troubles: readonly (readonly [string, RequestListener])[] = [
  ['closes every connection', (request) => request.socket.destroy()],
  ['answers nothing, ever', () => {}],
  [
    'sends half an answer and breaks off',
    (_request, response) => {
      response.writeHead(200, { ...json, 'Content-Length': '100' });
      response.write('{"known":true,');
      response.flushHeaders();
      setImmediate(() => response.destroy());
    },
  ],
  [
    'sends half an answer and falls silent',
    (_request, response) => {
      response.writeHead(200, json);
      response.write('{"known":true,"attributes":{"first_name":"Mallory"}');
    },
  ],
  [
    'is a web server with a page of its own',
    answers(200, html, '<h1>It works!</h1><script>alert(1)</script>'),
  ],
  ['answers with JSON that is none', answers(200, json, '{"known":true,')],
  ['answers with null', answers(200, json, 'null')],
  ['answers with a list', answers(200, json, '[{"known":true}]')],
  ['answers with another shape', answers(200, json, '{"known":"yes","attributes":"Mallory"}')],
  [
    'answers with attributes of another shape',
    answers(200, json, '{"known":true,"attributes":[1],"asOf":1,"stale":0}'),
  ],
  ['answers with nothing', answers(204, {})],
  ['answers 304 to a question without condition', answers(304, {})],
  ['redirects to a page of its own', answers(302, { Location: '/elsewhere' })],
  ['redirects to itself for ever', answers(307, { Location: '/v1/me/attributes' })],
  ['redirects to another site', answers(301, { Location: 'http://127.0.0.1:9/stolen' })],
  ['has failed', answers(500, html, '<h1>Internal Server Error</h1>')],
  ['is a gateway without anybody behind it', answers(502, html, '<h1>Bad Gateway</h1>')],
  ['is down for a day', answers(503, { 'Retry-After': '86400' })],
  ['asks for another session', answers(401, { 'WWW-Authenticate': 'Bearer' })],
  [
    'says that it has compressed, and has not',
    answers(200, { ...json, 'Content-Encoding': 'gzip' }, '{"known":true}'),
  ],
];

describeInChromium('while the proxy', () => {
  const here = opening();
  beforeAll(() => here.stand.serve('/authored', { body: authorsPage('') }));

  beforeEach(() => {
    here.stand.reset();
    here.complaints.length = 0;
  });

  const expectFallbacks = async (): Promise<void> => {
    await here.page.getByRole('button').click();
    await here.page.getByText('clicked').waitFor();
    const { seen, outcome } = await here.page.evaluate(
      'outcome.then((outcome) => ({ outcome, seen }))' as never as () => Promise<{
        outcome: { status: string; known: boolean; attributes: object };
        seen: { took: number; rejected?: boolean };
      }>,
    );
    expect(outcome.status).not.toBe('ready');
    expect([outcome.known, outcome.attributes]).toEqual([false, {}]);
    expect(await here.page.locator('h1').innerText()).toBe('Welcome, friend.');
    expect(seen.rejected).toBeUndefined();
    expect(seen.took).toBeLessThan(1_500);
    expect(here.complaints.filter((text) => !text.startsWith('Failed to load resource'))).toEqual([]);
  };

  it.each(troubles)('%s, the page shows its fallbacks', async (_what, listener) => {
    here.stand.answerInstead(listener);
    await here.page.goto(`${here.stand.site}/authored`);
    await expectFallbacks();
    expect(here.page.url()).toBe(`${here.stand.site}/authored`);
    expect(
      here.stand.asked.map(({ path }) => path).every((path) => path.startsWith('/v1/me/attributes')),
    ).toBe(true);
    // The library asks twice at most; Chromium itself asks again when a kept connection turns out to be closed.
    expect(here.stand.asked.length).toBeLessThanOrEqual(4);
  });

  it('is not there at all, the page shows its fallbacks', async () => {
    const gone = await listenLocally(() => {}, 0);
    await gone.close();
    here.stand.serve('/alone', { body: authorsPage(`http://localhost:${gone.port}`) });
    await here.page.goto(`${here.stand.site}/alone`);
    await expectFallbacks();
  });

  it('cannot be found by its name, the page shows its fallbacks', async () => {
    here.stand.serve('/nameless', { body: authorsPage('http://no-such-host.invalid') });
    await here.page.goto(`${here.stand.site}/nameless`);
    await expectFallbacks();
  });

  it('does not serve the library either, the page shows its fallbacks', async () => {
    here.stand.serve('/without', {
      body: authorsPage('').replace('/library.js', 'http://no-such-host.invalid/l.js'),
    });
    await here.page.goto(`${here.stand.site}/without`);
    expect(await here.page.locator('h1').innerText()).toBe('Welcome, friend.');
  });

  it('hangs, the page has loaded long before', async () => {
    here.stand.answerInstead(() => {});
    await here.page.goto(`${here.stand.site}/authored`, { waitUntil: 'load' });
    expect(await here.page.evaluate(() => attributes.getSnapshot().status)).toBe('pending');
  });

  it.each<[string, RequestListener]>([
    ['a failure', answers(500, html)],
    ['a redirect for ever', answers(301, { Location: '/elsewhere' })],
    [
      'a wrong page for a day',
      answers(200, { ...html, 'Cache-Control': 'max-age=86400' }, '<h1>Welcome</h1>'),
    ],
  ])('is back after %s, what was asked again is shown', async (_what, listener) => {
    here.stand.answerInstead(listener);
    await here.page.goto(`${here.stand.site}/authored`);
    await expectFallbacks();
    here.stand.answerInstead(answers(200, json, ada));
    const again = await here.page.evaluate(() => globalThis.attributes.refresh());
    expect([again.status, again.attributes['first_name']]).toEqual(['ready', 'Ada']);
  });
});
