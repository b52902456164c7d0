// Does a newcomer see it work? The demo in a real browser, clicked as a visitor would.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { packageRoot } from '../../config/package-root.ts';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { systemClock } from '../../server/clock.ts';
import type { AttributesBody } from '../../server/http/contract.ts';
import { readPolicy } from '../../server/policy/policy-file.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';

const browserNames = (): readonly string[] => {
  const outcome = readPolicy(
    readFileSync(join(packageRoot(import.meta.url), 'config', 'policy.yaml'), 'utf8'),
  );
  if ('problems' in outcome) throw new Error(outcome.problems.join('\n'));
  const audience = outcome.policy.audiences.find(({ name }) => name === 'browser');
  return (audience?.attributes ?? []).map(({ name }) => name);
};

describeInChromium('the demo in a browser', () => {
  let demo: Demo;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Whatever the browser complains of, a breach of the content security policy included. */
  let complaints: string[];
  let asked: string[];

  const text = (selector: string) => page.locator(selector).innerText();
  const open = async (): Promise<void> => {
    await page.goto(demo.url);
    await page.getByRole('button', { name: 'Nobody', pressed: true }).waitFor();
  };
  const visitAs = async (name: string): Promise<void> => {
    await page.getByRole('button', { name }).click();
    await page.getByRole('button', { name, pressed: true }).waitFor();
  };
  /** Gives what went over the wire. */
  const signInAs = async (name: string): Promise<AttributesBody> => {
    const answered = page.waitForResponse((response) => response.url().endsWith('/v1/me/attributes'));
    await visitAs(name);
    const body: AttributesBody = await (await answered).json();
    await page.getByText('GET /v1/me/attributes').waitFor();
    return body;
  };

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

  it('greets Ada by first name and company, with the block of her plan', async () => {
    await open();
    await signInAs('Ada Verne');
    await page.getByRole('heading', { name: 'Good to see you, Ada.' }).waitFor();
    expect(await text('#lead')).toContain('Lumen Freight');
    expect(await text('.offer:visible')).toContain('Your plan: Enterprise');
    expect(await page.locator('.offer:visible').count()).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('shows what Drift holds beside what the browser got, with status, Cache-Status and time', async () => {
    await open();
    await signInAs('Ada Verne');
    expect(await text('#holds')).toContain('ada.verne@example.com');
    expect(await text('#got')).not.toContain('ada.verne@example.com');
    expect(await text('#status')).toBe('200 OK');
    expect(await text('#cache-status')).toContain('drift-attribute-proxy');
    expect(await text('#time')).toMatch(/^\d+ ms$/);
  });

  it('shows an id beyond 2^53 as it is', async () => {
    await open();
    await signInAs('Cleo Marsh');
    expect(await text('#holds')).toContain('"id": 9007199254740993,');
  });

  it('hands the browser only names of the policy', async () => {
    await open();
    for (const name of ['Ada Verne', 'Bo Tamsin', 'Cleo Marsh', 'Dee Holloway', 'Eve Sharp']) {
      const names = Object.keys((await signInAs(name)).attributes);
      expect(names).toContain('first_name');
      expect(browserNames()).toEqual(expect.arrayContaining(names));
    }
  });

  it("shows Eve's markup as text: no script runs and no element comes of it", async () => {
    await open();
    await signInAs('Eve Sharp');
    await page.getByRole('heading', { name: 'Good to see you, Eve<script>alert(1)</script>.' }).waitFor();
    expect(await text('#lead')).toContain('<b onmouseover="alert(3)">Sharp</b>');
    const strange =
      'img, b, i, svg svg, #storefront script, #inspector script, [onload], [onerror], [onmouseover]';
    expect(await page.locator(strange).count()).toBe(0);
    await page.locator('#lead').hover();
    expect(complaints).toEqual([]);
  });

  it('shows anonymous visitors what everybody sees, and asks the proxy for nothing', async () => {
    await open();
    expect(await text('h1')).toBe('Plants that turn up to work.');
    expect(await text('.offer:visible')).toContain('One small pot to begin with');
    expect(asked.filter((path) => path.startsWith('/v1'))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it('forgets the visitor on signing out', async () => {
    await open();
    await signInAs('Ada Verne');
    await visitAs('Nobody');
    await page.getByRole('heading', { name: 'Plants that turn up to work.' }).waitFor();
    expect(await page.locator('body').innerText()).not.toContain('Lumen Freight');
    expect(await context.cookies()).toEqual([]);
  });

  it('knows the visitor again after a reload', async () => {
    await open();
    await signInAs('Bo Tamsin');
    await page.reload();
    await page.getByRole('heading', { name: 'Good to see you, Bo.' }).waitFor();
    await page.getByRole('button', { name: 'Bo Tamsin', pressed: true }).waitFor();
  });

  it('keeps the session where no script can read it', async () => {
    await open();
    await signInAs('Ada Verne');
    expect(await context.cookies()).toMatchObject([{ httpOnly: true, sameSite: 'Lax', path: '/' }]);
    expect(await page.evaluate('document.cookie')).toBe('');
  });

  it('lets a change in Drift arrive on the page', async () => {
    await open();
    await signInAs('Cleo Marsh');
    await page.getByLabel('Change the plan in Drift').selectOption('pro');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The change arrived on the page').waitFor();
    expect(await text('.offer:visible')).toContain('Your plan: Pro');
    expect(await text('#holds')).toContain('"plan": "pro"');
    expect(await text('#got')).toContain('"plan": "pro"');
  });

  it("shows how Drift's change came to the page: by itself, and once", async () => {
    await open();
    await signInAs('Dee Holloway');
    asked.length = 0;
    await page.getByLabel('Change the plan in Drift').selectOption('free');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The change arrived on the page').waitFor();
    expect(asked).not.toContain('/v1/me/attributes');
    expect(complaints).toEqual([]);
  });

  it('can be used with the keyboard alone', async () => {
    await open();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.locator(':focus').innerText()).toBe('Ada Verne');
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Good to see you, Ada.' }).waitFor();
    expect(await page.locator(':focus').innerText()).toBe('Ada Verne');
  });

  it.each(['light', 'dark'] as const)(
    'fits a phone without scrolling sideways, in %s',
    async (colorScheme) => {
      await page.setViewportSize({ width: 375, height: 812 });
      await page.emulateMedia({ colorScheme });
      await open();
      await signInAs('Eve Sharp');
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(375);
      const [holds, answer] = await Promise.all(
        ['#holds', '#got'].map((id) => page.locator(id).boundingBox()),
      );
      expect(holds?.x).toBe(answer?.x);
    },
  );

  it('runs nothing that stands inline', async () => {
    await open();
    await page.evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = true' }))`,
    );
    expect(await page.evaluate('window.ran')).toBeUndefined();
    expect(complaints.join()).toContain('Content Security Policy');
  });
});
