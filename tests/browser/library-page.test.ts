// Does the code that the library's page shows do what the page says? Each block is run as it is written there.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { libraryFolders } from '../../config/browser-library.ts';
import { packageRoot } from '../../config/package-root.ts';
import type { AttributesBody } from '../../server/http/contract.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { bundleForPage } from '../support/client-bundle.ts';
import { type Block, blocksOf } from '../support/page-blocks.ts';

const root = packageRoot(import.meta.url);
const site = 'https://www.example.com';
const proxy = 'https://attributes.example.com';

const blocks = blocksOf(readFileSync(join(root, 'docs/browser-library.md'), 'utf8'));
/** What `check` prints holds the style sheet, which the page says is waited for; its addresses change with every build. */
const integrations = blocks.filter(
  ({ heading, language }) => language === 'html' && heading !== 'How a page loads it',
);

/** The only such block below this heading, or the one of this number. */
const blockBelow = (heading: string, language: string, index = 0): Block => {
  const found = blocks.filter((block) => block.heading === heading && block.language === language)[index];
  if (found === undefined) throw new Error(`There is no ${language} below ${heading}.`);
  return found;
};

const ada = (plan: string): AttributesBody => ({
  known: true,
  attributes: { first_name: 'Ada', plan },
  asOf: '2026-11-23T10:00:00.000Z',
  stale: false,
});

/** The doors of the package, as their sources are. */
const doors = {
  'drift-attribute-proxy/client/react': join(root, 'client/react/drift-attributes-react.ts'),
  'drift-attribute-proxy/client/server': join(root, 'client/server/fetch-attributes.ts'),
  'drift-attribute-proxy/client/drift': join(root, 'client/drift/drift-widget.ts'),
  'drift-attribute-proxy/client': join(root, 'client/drift-attributes.ts'),
};
const bundle = ({ text, language }: Block, globalName?: string): Promise<string> =>
  bundleForPage(text, {
    alias: doors,
    jsx: language === 'tsx',
    ...(globalName === undefined ? {} : { globalName }),
  });

describeInChromium('the page of the library shows code that', () => {
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let complaints: string[];
  let asked: string[];
  let files: Record<string, string>;
  let proxyIsUp: boolean;
  let proxyHangs: boolean;

  const answerOfProxy = (route: Route, path: string): unknown => {
    const headers = {
      'Access-Control-Allow-Origin': site,
      'Access-Control-Allow-Headers': 'authorization',
      'Access-Control-Allow-Credentials': 'true',
    };
    if (proxyHangs) return undefined;
    if (!proxyIsUp) return route.abort();
    if (route.request().method() === 'OPTIONS') return route.fulfill({ status: 204, headers });
    if (path.startsWith('/sdk/v1/'))
      return route.fulfill({
        path: join(libraryFolders().built, path.slice('/sdk/v1/'.length)),
        headers,
      });
    asked.push(path);
    if (!path.endsWith('/stream')) return route.fulfill({ json: ada('pro'), headers });
    const body = `retry: 60000\n\nevent: attributes\ndata: ${JSON.stringify(ada('enterprise'))}\n\n`;
    return route.fulfill({ body, contentType: 'text/event-stream', headers });
  };

  const answer = (route: Route): unknown => {
    const { origin, pathname } = new URL(route.request().url());
    if (origin === proxy) return answerOfProxy(route, pathname);
    if (pathname === '/drift-session') return route.fulfill({ json: { token: 'a.b.c' } });
    if (pathname.startsWith('/v1/')) return answerOfProxy(route, pathname);
    const body = files[pathname];
    if (body === undefined) return route.fulfill({ status: 404, body: '' });
    return route.fulfill({ body, contentType: pathname.endsWith('.js') ? 'text/javascript' : 'text/html' });
  };

  const open = async (body: string, script?: string): Promise<void> => {
    const tag = script === undefined ? '' : '<script type="module" src="/page.js"></script>';
    files = {
      '/': `<!doctype html><title>A page</title><link rel="icon" href="data:,">${body}${tag}`,
      '/page.js': script ?? '',
    };
    await page.goto(`${site}/`);
  };
  const shows = (text: string): Promise<void> => page.getByText(text).first().waitFor();

  beforeAll(async () => {
    browser = await launchChromium();
    context = await browser.newContext();
    page = await context.newPage();
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => complaints.push(message.text()));
    await page.route('**/*', answer);
  });
  afterAll(() => browser?.close());
  beforeEach(async () => {
    await page.goto('about:blank');
    await context.clearCookies();
    [complaints, asked, proxyIsUp, proxyHangs] = [[], [], true, false];
  });

  it.each([['A script tag'], ['A module'], ['Words in the HTML']])('greets by name: %s', async (heading) => {
    await open(blockBelow(heading, 'html').text);
    await shows('Hello Ada');
    expect([complaints, asked]).toEqual([[], ['/v1/me/attributes']]);
  });

  it.each([['A script tag'], ['A module'], ['Words in the HTML'], ['A tag manager'], ['Live']])(
    'leaves the page as it is while the proxy is down: %s',
    async (heading) => {
      proxyIsUp = false;
      await open(`<p data-drift-text="first_name">there</p>${blockBelow(heading, 'html').text}`);
      await page.waitForLoadState('load');
      expect(complaints.filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
      await shows('there');
    },
  );

  it.each(integrations.map(({ heading, text }) => [heading, text]))(
    'is read and shown to its end while the proxy hangs: %s',
    async (_heading, text) => {
      proxyHangs = true;
      files = {
        '/': `<!doctype html><title>A page</title><link rel="icon" href="data:,">${text}<p>The end</p>`,
      };
      await page.goto(`${site}/`, { waitUntil: 'domcontentloaded', timeout: 5_000 });
      await page.waitForFunction("performance.getEntriesByName('first-contentful-paint').length > 0");
      await shows('The end');
    },
  );

  it.each([
    ['A bundler', 'ts', '<h1>Hello there</h1>'],
    ['React', 'tsx', '<main></main>'],
  ])('greets by name when it is bundled: %s', async (heading, language, body) => {
    await open(body, await bundle(blockBelow(heading, language)));
    await shows('Hello Ada');
    expect([complaints, asked]).toEqual([[], ['/v1/me/attributes']]);
  });

  it('shows what only some may see: Words in the HTML', async () => {
    await open(blockBelow('Words in the HTML', 'html').text.replace('plan=enterprise', 'plan=pro'));
    await shows('Your gardener comes on Tuesday.');
  });

  describe('Rendered on a server', () => {
    const render = async (data: AttributesBody | null): Promise<Response> => {
      const place = createContext({
        ...{ Response, AbortController, Promise, setTimeout, clearTimeout },
        fetch: async () => Response.json(data, { status: data === null ? 401 : 200 }),
      });
      runInContext(await bundle(blockBelow('Rendered on a server', 'ts'), 'Rendered'), place);
      const { page: handler } = runInContext('Rendered', place) as {
        page(request: Request): Promise<Response>;
      };
      return handler(new Request(`${site}/`, { headers: { Cookie: 'session=a.b.c' } }));
    };
    const taken = () => bundle(blockBelow('Rendered on a server', 'ts', 1));

    it('asks on the server, and in the page not once more', async () => {
      const response = await render(ada('pro'));
      expect(response.headers.get('Cache-Control')).toBe('private, no-store');
      await open((await response.text()).replace(/<script type="module".*/, ''), await taken());
      await shows('Hello Ada');
      expect(asked).toEqual([]);
    });

    it('asks in the page when nothing came with it', async () => {
      await open((await (await render(null)).text()).replace(/<script type="module".*/, ''), await taken());
      await shows('Hello Ada');
      expect(asked).toEqual(['/v1/me/attributes']);
    });
  });

  it('fills the elements of the page for whoever is signed in: A tag manager', async () => {
    await context.addCookies([{ name: 'signed_in', value: '1', url: site }]);
    await open(`<p data-drift-text="first_name">there</p>${blockBelow('A tag manager', 'html').text}`);
    await shows('Ada');
    expect(complaints).toEqual([]);
  });

  it('asks for nobody else: A tag manager', async () => {
    await open(blockBelow('A tag manager', 'html').text);
    await page.waitForFunction('window.DriftAttributes');
    expect([asked, complaints]).toEqual([[], []]);
  });

  it("tells Drift who the visitor is, and asks again after a capture: Drift's chat", async () => {
    const widget = `<script>
      window.told = []; window.heard = {};
      window.drift = {
        api: {}, on: (event, act) => { heard[event] = act; }, identify: (...all) => told.push(all),
      };
    </script>`;
    await open(`${widget}${blockBelow("Drift's chat", 'html').text}`);
    await shows('Ada');
    expect(await page.evaluate('told')).toEqual([['user-ada', { email: 'ada@example.com' }]]);
    await page.waitForFunction('heard.emailCapture');
    const again = page.waitForRequest(`${proxy}/v1/me/attributes`);
    await page.evaluate('heard.emailCapture()');
    await again;
    expect(complaints).toEqual([]);
  });

  it('shows a change that comes over the stream: Live', async () => {
    await open(blockBelow('Live', 'html').text);
    await shows('enterprise');
    expect([asked, complaints]).toEqual([['/v1/me/attributes', '/v1/me/attributes/stream'], []]);
  });

  it('hides its element until the answer is there, and no longer: Flicker', async () => {
    const words = blockBelow('Words in the HTML', 'html').text;
    const script = words.slice(words.indexOf('<script'));
    await open(blockBelow('Flicker', 'html').text + script);
    await shows('Hello Ada');
    expect(await page.locator('h1').getAttribute('data-drift-hide')).toBeNull();
  });

  it('names the files by their content, and the browser takes them: How a page loads it', async () => {
    const { text } = blockBelow('How a page loads it', 'html');
    await open(text.replace(/\.[0-9a-f]{16}\./g, '.'));
    await page.waitForFunction('window.DriftAttributes');
    expect(complaints).toEqual([]);
  });
});
