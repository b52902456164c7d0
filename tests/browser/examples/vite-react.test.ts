// Does the example with Vite and React do what it shows? Served by Vite while it is written, and built.

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { describeInChromium, launchChromium } from '../../support/chromium.ts';
import {
  installExample,
  type ProxyForExample,
  type RunningScript,
  removeExample,
  runScript,
  startProxyForExample,
  startScript,
} from '../../support/installed-example.ts';

const ways = [
  ['npm run dev', 'dev'],
  ['npm run build && npm run preview', 'preview'],
] as const;

describeInChromium('the example with Vite and React', () => {
  let browser: Browser;
  let proxy: ProxyForExample;
  let folder: string;

  beforeAll(async () => {
    browser = await launchChromium();
    proxy = await startProxyForExample();
    folder = installExample('vite-react');
  }, 60_000);

  afterAll(async () => {
    await browser?.close();
    await proxy?.stop();
    removeExample(folder);
  });

  describe.each(ways)('%s', (_way, script) => {
    let site: RunningScript;
    let context: BrowserContext;
    let page: Page;
    let complaints: string[];
    let errors: string[];
    let asked: string[];

    const openAs = async (visitor: string | undefined): Promise<void> => {
      if (visitor !== undefined) await context.addCookies([proxy.cookieOf(visitor)]);
      await page.goto(site.url);
    };
    const words = (): Promise<string> => page.locator('main').innerText();

    beforeAll(async () => {
      if (script === 'preview') await runScript(folder, 'build');
      const args = ['--port', '$PORT', '--strictPort'];
      site = await startScript(folder, script, args, { PROXY_URL: proxy.url });
      // Vite prepares what is imported when a page asks for the first time.
      const first = await browser.newPage();
      await first.goto(site.url);
      await first.getByRole('heading').waitFor();
      await first.close();
    }, 60_000);

    afterAll(() => site?.stop());

    beforeEach(async () => {
      context = await browser.newContext();
      page = await context.newPage();
      complaints = [];
      errors = [];
      asked = [];
      // What Vite and React say while an app is written is no complaint.
      page.on('console', (message) => {
        if (!/^\[vite\]|React DevTools/.test(message.text())) complaints.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    });
    afterEach(() => context.close());

    it('greets a visitor with what Drift knows, for one question', async () => {
      await openAs('user-ada');
      await page.getByRole('heading', { name: 'Good to see you, Ada.' }).waitFor();
      expect(await words()).toContain('The plants at Lumen Freight in');
      expect(await words()).toContain('Your gardener comes on Tuesday.');
      expect(asked.filter((path) => path === '/v1/me/attributes')).toHaveLength(1);
      expect([...errors, ...complaints]).toEqual([]);
    });

    it('shows a change in Drift without a reload', async () => {
      const streaming = page.waitForResponse((response) =>
        response.url().endsWith('/v1/me/attributes/stream'),
      );
      await openAs('user-bo');
      await page.getByRole('heading', { name: 'Good to see you, Bo.' }).waitFor();
      await streaming;
      proxy.edit('user-bo', { plan: 'enterprise' });
      await page.getByText('Your gardener comes on Tuesday.').waitFor();
      proxy.edit('user-bo', { plan: 'pro' });
      await page.getByText('With Enterprise, a gardener comes').waitFor();
      expect(asked.filter((path) => path === '/')).toHaveLength(1);
      expect([...errors, ...complaints]).toEqual([]);
    });

    it('shows markup in a name as text', async () => {
      await openAs('user-eve');
      await page.getByRole('heading', { name: 'Good to see you, Eve<script>alert(1)</script>.' }).waitFor();
      expect(await page.locator('h1 *').count()).toBe(0);
      expect([...errors, ...complaints]).toEqual([]);
    });

    it('shows everybody else its own words', async () => {
      await openAs(undefined);
      await page.getByRole('heading', { name: 'Plants that turn up to work.' }).waitFor();
      await page.getByText('One small pot to begin with').waitFor();
      expect(errors).toEqual([]);
    });

    it('shows its own words, and throws nothing, when the proxy is down', async () => {
      await page.route('**/v1/**', (route) => route.abort('connectionrefused'));
      await openAs('user-ada');
      await page.getByRole('heading', { name: 'Plants that turn up to work.' }).waitFor();
      expect(errors).toEqual([]);
    });
  });
});
