// How does a test act as a page's author and its visitor? The library begun in a page, and whatever the browser complains of.

import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type * as Library from '../../../client/api.ts';
import type * as Sdk from '../../../client/sdk.ts';
import { type BrowserStand, type StandOptions, startBrowserStand } from '../../support/browser-stand.ts';
import { launchChromium } from '../../support/chromium.ts';
import { until } from '../../support/until.ts';

declare global {
  /** The global of the script-tag build. */
  var DriftAttributes: typeof Sdk;
  /** What `begin` has made in the page. */
  var attributes: Library.DriftAttributes;
  /** The events that the page has heard, in order: name, status and one attribute. */
  var heard: string[];
}

/** Options that can be handed to a page; `token` is what `getToken` gives, null for a visitor without session. */
export type Begin = Omit<Library.DriftAttributesOptions, 'getToken' | 'hasSession' | 'consent' | 'fetch'> & {
  readonly token?: string | null;
  readonly session?: boolean;
};

/** A page with a memory for complaints: console, uncaught errors and rejections, dialogs. */
export type Visit = { readonly page: Page; readonly complaints: string[] };

export const openPage = async (context: BrowserContext): Promise<Visit> => {
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  return { page, complaints };
};

/** Makes `attributes` in the page and listens to it. Nothing is asked by this. */
export const begin = (page: Page, options: Begin): Promise<void> =>
  page.evaluate(({ token, session, ...rest }) => {
    globalThis.attributes = DriftAttributes.createDriftAttributes({
      ...rest,
      ...(token === undefined ? {} : { getToken: () => token }),
      ...(session === undefined ? {} : { hasSession: () => session }),
    });
    globalThis.heard = [];
    for (const event of ['change', 'ready', 'error'] as const) {
      attributes.on(event, (now) => heard.push(`${event} ${now.status} ${now.attributes['plan'] ?? '-'}`));
    }
  }, options);

export const ready = (page: Page): Promise<Library.Ready> => page.evaluate(() => attributes.ready());

export const heardOn = (page: Page): Promise<string[]> => page.evaluate(() => heard);

/** Resolves when the page holds this plan (undefined: none). */
export const planOn = async (page: Page, plan: string | undefined): Promise<void> => {
  await page.waitForFunction((expected) => attributes.all()['plan'] === expected, plan, { polling: 20 });
};

/** A visitor with the session cookie of the proxy's site; `site` is where the cookie belongs. */
export const signIn = (context: BrowserContext, site: string, token: string): Promise<void> =>
  context.addCookies([{ name: 'session', value: token, url: site, httpOnly: true, sameSite: 'Lax' }]);

/** One stand, one browser and one tab for all tests of a file. */
export type Here = Visit & {
  readonly stand: BrowserStand;
  readonly browser: Browser;
  readonly context: BrowserContext;
};

type Options = StandOptions & { readonly backForwardCache?: boolean };

/** Begins before the first test of the suite and ends after the last; what it gives is filled by then. */
export const opening = ({ backForwardCache = false, ...options }: Options = {}): Here => {
  const here = {} as { -readonly [Part in keyof Here]: Here[Part] };
  beforeAll(async () => {
    here.stand = await startBrowserStand(options);
    here.browser = await launchChromium({ backForwardCache });
    here.context = await here.browser.newContext();
    Object.assign(here, await openPage(here.context));
  });
  afterAll(async () => {
    await here.browser?.close();
    await here.stand?.close();
  });
  return here;
};

/** The same; each test finds the tab empty and without cookies, and the proxy answering for itself. */
export const visiting = (options: Options = {}): Here => {
  const here = opening(options);
  beforeEach(async () => {
    await here.page.goto('about:blank');
    await here.context.clearCookies();
    await until('the page before is gone', () => here.stand.streams() === 0);
    here.stand.reset();
    here.complaints.length = 0;
  });
  return here;
};

/** Drift holds this plan of Ada from now on; resolves when the proxy has heard of it. */
export const changePlan = ({ proxy }: BrowserStand, plan: string): Promise<void> => {
  proxy.sandbox.contacts.update('34360000101', { plan });
  return proxy.sandbox.webhooks.settled();
};
