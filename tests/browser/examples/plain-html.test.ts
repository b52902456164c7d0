// Does the example of plain HTML do what it shows? The file as it is, but for the proxy's address.

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { readBrowserLibrary } from '../../../config/browser-library.ts';
import { describeInChromium, launchChromium } from '../../support/chromium.ts';
import { type ExampleStand, exampleFile, startExampleStand } from '../../support/example-stand.ts';

const example = exampleFile('plain-html/index.html');
const writtenAddress = 'http://localhost:8080';

/** The tag that `drift-attribute-proxy check` gives. */
const pinned = () => {
  const file = readBrowserLibrary().current.find(({ name }) => name === 'drift-attributes.js');
  if (file === undefined) throw new Error('The library has no script.');
  return file;
};

describeInChromium('the example of plain HTML', () => {
  let stand: ExampleStand;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let errors: string[];
  let complaints: string[];
  let asked: string[];

  const signIn = (visitor: string): void => stand.put('/session-token', stand.session(visitor), 'text/plain');
  const open = async (html: string): Promise<void> => {
    stand.put('/', html.replaceAll(writtenAddress, stand.proxyOrigin));
    await page.goto(stand.origin);
  };
  const words = (): Promise<string> => page.locator('body').innerText();

  beforeAll(async () => {
    browser = await launchChromium();
    stand = await startExampleStand();
  });

  afterAll(async () => {
    await browser?.close();
    await stand?.close();
  });

  beforeEach(async () => {
    stand.takeAway('/session-token');
    context = await browser.newContext();
    page = await context.newPage();
    errors = [];
    complaints = [];
    asked = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  });

  afterEach(() => context.close());

  it('greets a visitor with what Drift knows', async () => {
    signIn('user-ada');
    await open(example);
    await page.getByRole('heading', { name: 'Good to see you, Ada.' }).waitFor();
    expect(await words()).toContain('How are things at Lumen Freight?');
    expect(await words()).toContain('Your gardener comes on Tuesday.');
    expect(await words()).not.toContain('With Enterprise');
    expect([...errors, ...complaints]).toEqual([]);
  });

  it('shows a change in Drift without a reload', async () => {
    signIn('user-bo');
    const streaming = page.waitForResponse((response) => response.url().includes('/stream'));
    await open(example);
    await page.getByRole('heading', { name: 'Good to see you, Bo.' }).waitFor();
    expect(await words()).toContain('With Enterprise');
    await streaming;
    const [contact] = stand.sandbox.contacts.findByExternalId('user-bo');
    stand.sandbox.contacts.update(contact?.id ?? '', { plan: 'enterprise' });
    await page.getByText('Your gardener comes on Tuesday.').waitFor();
    expect(asked.filter((path) => path === '/')).toHaveLength(1);
  });

  it('shows everybody else its own words, and asks the proxy for nothing', async () => {
    await open(example);
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('heading').innerText()).toBe('Welcome.');
    expect(await words()).toContain('How are things at your company?');
    expect(asked.filter((path) => path.startsWith('/v1'))).toEqual([]);
    expect([...errors, ...complaints]).toEqual([]);
  });

  it('shows its own words, and throws nothing, when the proxy is down', async () => {
    signIn('user-ada');
    await page.route(`${stand.proxyOrigin}/**`, (route) => route.abort('connectionrefused'));
    await open(example);
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('heading').innerText()).toBe('Welcome.');
    expect(errors).toEqual([]);
  });

  it('is read to its end while the proxy hangs', async () => {
    signIn('user-ada');
    await page.route(`${stand.proxyOrigin}/**`, () => {});
    stand.put('/', example.replaceAll(writtenAddress, stand.proxyOrigin));
    await page.goto(stand.origin, { waitUntil: 'domcontentloaded', timeout: 5_000 });
    expect(await page.getByRole('heading').innerText()).toBe('Welcome.');
  });

  it('runs with the script held to its hash, and shows its own words when that is another', async () => {
    signIn('user-ada');
    const { hashedPath, integrity } = pinned();
    const withHash = (hash: string): string =>
      example.replace(
        /src="[^"]*\/sdk\/v1\/drift-attributes\.js"/,
        `src="${writtenAddress}${hashedPath}" integrity="${hash}"`,
      );
    await open(withHash(integrity));
    await page.getByRole('heading', { name: 'Good to see you, Ada.' }).waitFor();
    await open(withHash(`sha384-${'A'.repeat(64)}`));
    await page.waitForLoadState('networkidle');
    expect(await page.getByRole('heading').innerText()).toBe('Welcome.');
    expect(errors).toEqual([]);
  });
});
