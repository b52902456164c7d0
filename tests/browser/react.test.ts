// React 18 and 19 in a real browser: a rendered page comes to life without a mismatch, and each change renders once.

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Page as BrowserPage, Route } from 'playwright-core';
import type { ReactNode } from 'react';
import { type AttributesBody, serializeBootstrap } from '../../client/server/fetch-attributes.ts';
import { createStoreInHand, knownAs } from '../client/react/store-in-hand.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { bundleReactPage, loadForServer, type ReactVersion, reactVersions } from '../support/react-bundle.ts';

/** The exports of react-page.ts, where the functions that are handed to `evaluate` run. */
declare const Page: typeof import('./react-page.ts');

type OnServer = typeof import('../client/react/visitor-app.ts') & { renderToString(node: ReactNode): string };

const ada: AttributesBody = {
  known: true,
  attributes: { first_name: 'Ada', company: '</script><b>Lumen', plan: 'pro', tags: ['a', 'b'] },
  asOf: '2026-11-22T10:00:00.000Z',
  stale: false,
};

const origin = 'https://page.example';

const documentWith = (html: string, data: AttributesBody | null): string => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Visitor</title></head><body>
<div id="root">${html}</div>
<script type="application/json" id="drift-attributes">${serializeBootstrap(data)}</script>
<script src="/page.js"></script>
</body></html>`;

describeInChromium('the React part in a browser', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser?.close());

  describe.each(reactVersions)('with React %s', (version: ReactVersion) => {
    let script: string;
    let rendered: string;
    let page: BrowserPage;
    let complaints: string[];
    /** Requests for attributes. */
    let asked: number;

    /** What the root holds when the page is opened. */
    let root: string;

    const answer = (route: Route): Promise<void> => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/page.js') return route.fulfill({ contentType: 'text/javascript', body: script });
      if (pathname === '/v1/me/attributes') {
        asked += 1;
        return route.fulfill({ json: ada });
      }
      if (pathname !== '/') return route.fulfill({ status: 204 });
      return route.fulfill({ contentType: 'text/html', body: documentWith(root, ada) });
    };

    /** Opens a page whose root holds `html`. */
    const open = async (html: string): Promise<void> => {
      root = html;
      await page.goto(origin);
    };

    beforeAll(async () => {
      script = await bundleReactPage('tests/browser/react-page.ts', version);
      const server = await loadForServer<OnServer>('tests/client/react/visitor-app.ts', version);
      const store = createStoreInHand(knownAs(ada.attributes));
      rendered = server.renderToString(server.createVisitorApp(store).app());
      page = await browser.newPage();
      await page.route(`${origin}/**`, answer);
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
    });
    afterAll(() => page?.close());

    beforeEach(() => {
      complaints = [];
      asked = 0;
    });
    // React's development build offers its tools once a page; that is no complaint.
    const complained = () => complaints.filter((text) => !text.includes('React DevTools'));

    it('takes over what the server rendered, and the console stays clean', async () => {
      await open(rendered);
      const result = await page.evaluate(async () => {
        const { kept } = await Page.hydrate(Page.storeOfPage());
        return { kept, recovered: Page.recovered, text: Page.textOf('everything') };
      });
      expect(result).toEqual({ kept: true, recovered: [], text: 'Ada true ready' });
      expect(complained()).toEqual([]);
    });

    it('takes over without a mismatch when something has changed before, and then shows the change', async () => {
      await open(rendered);
      const result = await page.evaluate(async () => {
        const store = Page.storeOfPage();
        store.become(Page.knownAs({ first_name: 'Bo', plan: 'enterprise' }));
        const { kept } = await Page.hydrate(store);
        const shown = ['everything', 'plan', 'tags'].map(Page.textOf);
        return { kept, recovered: Page.recovered, shown };
      });
      expect(result).toEqual({
        kept: true,
        recovered: [],
        shown: ['Bo true ready', 'enterprise', 'nobody'],
      });
      expect(complained()).toEqual([]);
    });

    it('says so when it does not match: the test above could fail', async () => {
      await open(rendered.replace('Ada', 'Eve'));
      const recovered = await page.evaluate(async () => {
        await Page.hydrate(Page.storeOfPage());
        return Page.recovered;
      });
      expect([...recovered, ...complained()].join()).toMatch(/did not match|didn't match/);
    });

    it('renders once for a change, and only what reads what has changed', async () => {
      await open('');
      const counts = await page.evaluate(async () => {
        const store = Page.createStoreInHand(Page.nothingKnown);
        const { app, renders } = Page.createVisitorApp(store);
        await Page.render(app());
        const history = [{ ...renders }];
        const becomes = async (attributes: Record<string, string | string[]>) => {
          store.become(Page.knownAs(attributes));
          await Page.settled();
          history.push({ ...renders });
        };
        await becomes({ plan: 'pro', tags: ['a'] });
        await becomes({ plan: 'pro', tags: ['a'], first_name: 'Ada' });
        await becomes({ plan: 'enterprise', tags: ['a'], first_name: 'Ada' });
        await becomes({ plan: 'enterprise', tags: ['a', 'b'], first_name: 'Ada' });
        return history;
      });
      expect(counts).toEqual([
        { everything: 1, plan: 1, tags: 1 },
        { everything: 2, plan: 2, tags: 2 },
        { everything: 3, plan: 2, tags: 2 },
        { everything: 4, plan: 3, tags: 2 },
        { everything: 5, plan: 3, tags: 3 },
      ]);
      expect(complained()).toEqual([]);
    });

    it('hands on the same list until its content is another', async () => {
      await open('');
      const same = await page.evaluate(async () => {
        const store = Page.createStoreInHand(Page.knownAs({ tags: ['a'] }));
        const { app, lists } = Page.createVisitorApp(store);
        const root = await Page.render(app());
        store.become(Page.knownAs({ tags: ['a'], plan: 'pro' }));
        root.render(app());
        await Page.settled();
        return [lists.length, lists.every((list) => list === lists[0])];
      });
      expect(same).toEqual([2, true]);
    });

    it.each([false, true])('lets go of everything when it is taken away (strict: %s)', async (strict) => {
      await open('');
      const [mounted, gone] = await page.evaluate(async (strictly) => {
        const store = Page.createStoreInHand(Page.nothingKnown);
        const root = await Page.render(Page.createVisitorApp(store).app(), strictly);
        const during = store.listening;
        root.unmount();
        await Page.settled();
        return [during, store.listening];
      }, strict);
      expect(mounted).toBeGreaterThan(0);
      expect(gone).toBe(0);
      expect(complained()).toEqual([]);
    });

    it('shows a change under StrictMode', async () => {
      await open('');
      const shown = await page.evaluate(async () => {
        const store = Page.createStoreInHand(Page.nothingKnown);
        await Page.render(Page.createVisitorApp(store).app(), true);
        const before = Page.textOf('everything');
        store.become(Page.knownAs({ first_name: 'Ada', plan: 'pro' }));
        await Page.settled();
        return [before, Page.textOf('everything'), Page.textOf('plan')];
      });
      expect(shown).toEqual(['you false pending', 'Ada true ready', 'pro']);
      expect(complained()).toEqual([]);
    });

    it('asks the proxy once under StrictMode, however many components read', async () => {
      await open('');
      await page.evaluate(() => Page.render(Page.createVisitorApp(Page.library()).app(), true));
      await page.getByText('Ada true ready').waitFor();
      expect(asked).toBe(1);
      expect(complained()).toEqual([]);
    });

    it('asks nothing when the answer came with the page', async () => {
      await open(rendered);
      const { kept } = await page.evaluate(() => Page.hydrate(Page.libraryOfPage()));
      // What the page had asked before would have arrived before this.
      await page.evaluate(() => fetch('/nothing'));
      expect(kept).toBe(true);
      expect(asked).toBe(0);
      expect(complained()).toEqual([]);
    });

    it('goes on without a word when a component has gone before the answer', async () => {
      await open('');
      await page.evaluate(async () => {
        const library = Page.library();
        const root = await Page.render(Page.createVisitorApp(library).app());
        root.unmount();
        await library.ready();
        await Page.settled();
      });
      expect(complained()).toEqual([]);
    });
  });
});
