// Does the library do the same in all three ways? The demo with a script tag, with React, and rendered on a server.

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { systemClock } from '../../server/clock.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';

describeInChromium('the three ways of the demo', () => {
  let demo: Demo;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Whatever the browser complains of, a breach of the content security policy included. */
  let complaints: string[];
  let asked: string[];

  const text = (selector: string) => page.locator(selector).innerText();
  /** As another page of the same browser would do it: on this one nothing is clicked. */
  const post = async (path: string, data: Record<string, string>): Promise<void> => {
    const answer = await context.request.post(demo.url + path, { headers: { Origin: demo.url }, data });
    expect(answer.status()).toBe(200);
  };
  /** The proxy remembers Drift's answer by then, or a slow machine's back end would not wait for the first one. */
  const signInAs = async (visitor: string): Promise<void> => {
    await post('/demo/sign-in', { visitor });
    await context.request.get(`${demo.url}/v1/me/attributes`, { headers: { 'X-Drift-Attributes': '1' } });
  };
  const changePlan = (plan: string) => post('/demo/edit', { plan });
  const open = (path: string) => page.goto(demo.url + path);
  const streaming = () =>
    page.waitForResponse((response) => response.url().endsWith('/v1/me/attributes/stream'));

  beforeAll(async () => {
    browser = await launchChromium();
    demo = await startDemo({ port: 0, clock: systemClock, random: Math.random, print: () => {} });
  });

  afterAll(async () => {
    await demo?.close();
    await browser?.close();
  });

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    page = await context.newPage();
    complaints = [];
    asked = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  });

  afterEach(() => context.close());

  it.each([
    ['/', '.offer:visible', 'Your plan: Free', 'Your plan: Pro'],
    ['/react', '#plan', 'free', 'pro'],
    ['/rendered', '#plan', 'free', 'pro'],
  ])(
    'shows a change in Drift on %s within a second, without a reload and without a click',
    async (path, place, before, after) => {
      await signInAs('user-bo');
      await changePlan('free');
      const streams = streaming();
      await open(path);
      await streams;
      await page.locator(place).filter({ hasText: before }).waitFor();
      asked.length = 0;
      await changePlan('pro');
      await page.locator(place).filter({ hasText: after }).waitFor({ timeout: 1_000 });
      expect(asked).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  it.each(['/', '/react', '/rendered'])('greets a visitor on %s by name and company', async (path) => {
    await signInAs('user-ada');
    await open(path);
    await page.getByRole('heading', { name: 'Good to see you, Ada.' }).waitFor();
    expect(await text('.lead')).toBe('The plants at Lumen Freight are in good leaf.');
    expect(complaints).toEqual([]);
  });

  it.each(['/react', '/rendered'])(
    'shows nobody what everybody sees on %s, and asks for nothing',
    async (path) => {
      await open(path);
      await page.getByRole('link', { name: 'Sign in on the first page' }).waitFor();
      expect(await text('h1')).toBe('Plants that turn up to work.');
      expect(asked.filter((asking) => asking.startsWith('/v1'))).toEqual([]);
      expect(complaints).toEqual([]);
    },
  );

  it.each(['/react', '/rendered'])("shows Eve's markup as text on %s", async (path) => {
    await signInAs('user-eve');
    await open(path);
    await page.getByRole('heading', { name: 'Good to see you, Eve<script>alert(1)</script>.' }).waitFor();
    expect(await page.locator('.storefront :is(b, i, img, script), [onmouseover]').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('is personal on /rendered without any script, and asks for nothing with one', async () => {
    await signInAs('user-ada');
    const cookies = await context.cookies();
    const bare = await browser.newContext({ javaScriptEnabled: false });
    await bare.addCookies(cookies);
    const plain = await bare.newPage();
    await plain.goto(`${demo.url}/rendered`);
    expect(await plain.getByRole('heading', { level: 1 }).innerText()).toBe('Good to see you, Ada.');
    await bare.close();
    asked.length = 0;
    const streams = streaming();
    await open('/rendered');
    await streams;
    expect(asked).not.toContain('/v1/me/attributes');
  });

  it('asks from the page when the back end of /rendered got no answer in time', async () => {
    await signInAs('user-ada');
    await page.route('**/rendered', async (route) => {
      const response = await route.fetch();
      const body = (await response.text()).replace(/(id="drift-attributes">)[^<]*/, '$1null');
      await route.fulfill({ response, body: body.replaceAll('>Ada<', '><') });
    });
    await open('/rendered');
    await page.getByRole('heading', { name: 'Good to see you, Ada.' }).waitFor();
    expect(asked).toContain('/v1/me/attributes');
  });

  it.each(['/react', '/rendered'])('fits a phone on %s without scrolling sideways', async (path) => {
    await page.setViewportSize({ width: 375, height: 812 });
    await signInAs('user-eve');
    await open(path);
    await page.getByRole('heading', { name: 'Good to see you' }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
  });
});
