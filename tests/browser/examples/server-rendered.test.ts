// Does the server-rendered example do what it shows? Its page is right before any script has run, and stays right after.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { describeInChromium, launchChromium } from '../../support/chromium.ts';
import { freePort } from '../../support/command.ts';
import {
  installExample,
  type ProxyForExample,
  type RunningScript,
  removeExample,
  startProxyForExample,
  startScript,
} from '../../support/installed-example.ts';

describeInChromium('the server-rendered example', () => {
  let browser: Browser;
  let proxy: ProxyForExample;
  let folder: string;
  let site: RunningScript;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let asked: string[];

  const start = (proxyUrl: string) =>
    startScript(folder, 'start', [], { PROXY_URL: proxyUrl, SESSION_COOKIE: 'session' });

  const openAs = async (visitor: string | undefined, options: BrowserContextOptions = {}): Promise<void> => {
    context = await browser.newContext(options);
    page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    if (visitor !== undefined) await context.addCookies([proxy.cookieOf(visitor)]);
    await page.goto(site.url);
  };
  const words = (): Promise<string> => page.locator('main').innerText();
  /** The page as it came over the wire. */
  const source = async (visitor: string): Promise<{ text: string; cacheControl: string | null }> => {
    const { name, value } = proxy.cookieOf(visitor);
    const response = await fetch(site.url, { headers: { cookie: `${name}=${value}` } });
    return { text: await response.text(), cacheControl: response.headers.get('cache-control') };
  };

  beforeAll(async () => {
    browser = await launchChromium();
    proxy = await startProxyForExample();
    folder = installExample('server-rendered');
    site = await start(proxy.url);
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await site?.stop();
    await proxy?.stop();
    removeExample(folder);
  });

  beforeEach(() => {
    complaints = [];
    asked = [];
  });
  afterEach(() => context?.close());

  it('greets the visitor where no script runs', async () => {
    await openAs('user-ada', { javaScriptEnabled: false });
    expect(await words()).toContain('Good to see you, Ada.');
    expect(await words()).toContain('How are the plants at Lumen Freight?');
  });

  it('comes to life without a word on the console, and asks for nothing that came with it', async () => {
    await openAs('user-ada');
    await page.waitForRequest('**/v1/me/attributes/stream');
    expect(await words()).toContain('Your gardener comes on Tuesday.');
    expect(asked.filter((path) => path === '/v1/me/attributes')).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('shows a change in Drift without a reload', async () => {
    await openAs('user-bo');
    await page.waitForResponse('**/v1/me/attributes/stream');
    proxy.edit('user-bo', { plan: 'enterprise' });
    await page.getByText('Your gardener comes on Tuesday.').waitFor();
    proxy.edit('user-bo', { plan: 'pro' });
    await page.getByText('With Enterprise, a gardener comes').waitFor();
    expect(asked.filter((path) => path === '/')).toHaveLength(1);
    expect(complaints).toEqual([]);
  });

  it('asks nothing for whom there is no session, on the server and in the browser', async () => {
    const before = proxy.sandbox.calls.count();
    await openAs(undefined);
    await page.getByText('One small pot to begin with').waitFor();
    await page.evaluate(() => fetch('/client.js'));
    expect(asked.filter((path) => path.startsWith('/v1'))).toEqual([]);
    expect(proxy.sandbox.calls.count()).toBe(before);
    expect(complaints).toEqual([]);
  });

  it('shows markup in a name as text', async () => {
    await openAs('user-eve');
    const name = 'Good to see you, Eve<script>alert(1)</script>.';
    await page.getByRole('heading', { name }).waitFor();
    expect(await page.locator('main script, main b, main img').count()).toBe(0);
    expect((await source('user-eve')).text).not.toContain('<script>alert');
    expect(complaints).toEqual([]);
  });

  it('is kept by no cache, and holds nobody else', async () => {
    const [ada, bo] = await Promise.all([source('user-ada'), source('user-bo')]);
    expect(ada.text).toContain('Ada');
    expect(ada.text).not.toContain('Quillmoor');
    expect(bo.text).not.toContain('Lumen');
    expect(ada.cacheControl).toBe('private, no-store');
  });

  it('puts no token into the page', async () => {
    const { text } = await source('user-ada');
    expect(text).not.toContain(proxy.cookieOf('user-ada').value);
  });

  describe('when the proxy is down', () => {
    let lonely: RunningScript;
    beforeAll(async () => {
      lonely = await start(`http://127.0.0.1:${await freePort()}`);
    }, 60_000);
    afterAll(() => lonely?.stop());

    it('shows its own words, and nothing is thrown', async () => {
      const { value } = proxy.cookieOf('user-ada');
      const response = await fetch(lonely.url, { headers: { cookie: `session=${value}` } });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('Plants that turn up to work.');
    });
  });
});
