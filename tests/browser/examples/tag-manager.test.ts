// Does the example for a tag manager do what it promises? Injected as a tag manager does it, into a page that knows nothing of it.

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { describeInChromium, launchChromium } from '../../support/chromium.ts';
import { type ExampleStand, exampleFile, startExampleStand } from '../../support/example-stand.ts';

/** What a tag manager makes a script element of. */
const script = /<script>([\s\S]*)<\/script>/.exec(exampleFile('tag-manager/tag.html'))?.[1] ?? '';

const site = `<!doctype html><title>A site</title>
<h1>Plants that turn up to work.</h1><p data-slot="offer">Start with one small pot.</p>`;

describeInChromium('the example for a tag manager', () => {
  let stand: ExampleStand;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let errors: string[];
  /** Paths that the proxy was asked for. */
  let asked: string[];

  const openAs = async (visitor: string | undefined): Promise<void> => {
    if (visitor !== undefined) {
      const cookie = { domain: 'localhost', path: '/' };
      await context.addCookies([
        { ...cookie, name: 'session', value: stand.session(visitor), httpOnly: true, sameSite: 'Lax' },
        { ...cookie, name: 'signed_in', value: '1' },
      ]);
    }
    await page.goto(stand.origin);
  };
  const fireTag = async ({ patience = 1500 } = {}): Promise<void> => {
    const content = script
      .replace('https://attributes.example.com', stand.proxyOrigin)
      .replace('patience = 1500', `patience = ${patience}`);
    await page.addScriptTag({ content });
  };
  const consent = (given: boolean): Promise<void> =>
    page.evaluate((personalisation) => {
      Object.assign(window, { siteConsent: { personalisation } });
      dispatchEvent(new Event('siteconsent'));
    }, given);
  const headline = (): Promise<string> => page.getByRole('heading').innerText();
  const settled = (): Promise<void> => page.waitForLoadState('networkidle');

  beforeAll(async () => {
    browser = await launchChromium();
    stand = await startExampleStand();
    stand.put('/', site);
  });

  afterAll(async () => {
    await browser?.close();
    await stand?.close();
  });

  beforeEach(async () => {
    context = await browser.newContext();
    page = await context.newPage();
    errors = [];
    asked = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('dialog', (dialog) => {
      errors.push(dialog.message());
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url());
      if (origin === stand.proxyOrigin) asked.push(pathname);
    });
  });

  afterEach(() => context.close());

  it('puts the words for this visitor in their places, once there is consent', async () => {
    await openAs('user-cleo');
    await fireTag();
    await consent(true);
    await page.getByRole('heading', { name: 'Good to see you, Cleo.' }).waitFor();
    await page.getByText('Pro is half price for you this month.').waitFor();
    expect(errors).toEqual([]);
  });

  it('loads and asks nothing before consent', async () => {
    await openAs('user-cleo');
    await fireTag();
    await consent(false);
    await settled();
    expect(asked).toEqual([]);
    expect(await headline()).toBe('Plants that turn up to work.');
  });

  it('begins at once where consent was given before', async () => {
    await openAs('user-ada');
    await consent(true);
    await fireTag();
    await page.getByRole('heading', { name: 'Good to see you, Ada.' }).waitFor();
  });

  it("puts the page's own words back when consent is withdrawn, and the visitor's when it is given again", async () => {
    await openAs('user-ada');
    await consent(true);
    await fireTag();
    const greeting = page.getByRole('heading', { name: 'Good to see you, Ada.' });
    await greeting.waitFor();
    await consent(false);
    expect(await headline()).toBe('Plants that turn up to work.');
    await consent(true);
    await greeting.waitFor();
  });

  it('shows nothing when consent is withdrawn while the answer is under way', async () => {
    await openAs('user-ada');
    await consent(true);
    const held = new Promise<Route>((resolve) => {
      void page.route(`${stand.proxyOrigin}/v1/**`, (route) => resolve(route));
    });
    await fireTag();
    const route = await held;
    await consent(false);
    await route.continue().catch(() => {});
    await settled();
    expect(await headline()).toBe('Plants that turn up to work.');
  });

  it('asks the proxy for nothing when nobody is signed in', async () => {
    await openAs(undefined);
    await consent(true);
    await fireTag();
    await settled();
    expect(asked).toEqual(['/sdk/v1/drift-attributes.js']);
    expect(await headline()).toBe('Plants that turn up to work.');
  });

  it('leaves the page as it is when the answer comes too late', async () => {
    await openAs('user-ada');
    await consent(true);
    const held = new Promise<Route>((resolve) => {
      void page.route(`${stand.proxyOrigin}/v1/**`, (route) => resolve(route));
    });
    await fireTag({ patience: 50 });
    const route = await held;
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
    const answered = page.waitForResponse(`${stand.proxyOrigin}/v1/**`);
    await route.continue();
    await (await answered).finished();
    await settled();
    expect(await headline()).toBe('Plants that turn up to work.');
  });

  it('leaves the page as it is, and throws nothing, when the proxy is down', async () => {
    await openAs('user-ada');
    await page.route(`${stand.proxyOrigin}/**`, (route) => route.abort('connectionrefused'));
    await consent(true);
    await fireTag();
    await settled();
    expect(await headline()).toBe('Plants that turn up to work.');
    expect(errors).toEqual([]);
  });

  it('asks once when the tag manager fires it twice', async () => {
    await openAs('user-ada');
    await consent(true);
    await fireTag();
    await fireTag();
    await page.getByRole('heading', { name: 'Good to see you, Ada.' }).waitFor();
    await settled();
    expect(asked.filter((path) => path.startsWith('/v1'))).toHaveLength(1);
  });

  it('shows markup in a name as text', async () => {
    await openAs('user-eve');
    await consent(true);
    await fireTag();
    await page.getByRole('heading', { name: 'Good to see you, Eve<script>alert(1)</script>.' }).waitFor();
    expect(await page.locator('h1 *').count()).toBe(0);
    expect(errors).toEqual([]);
  });
});
