// Does a page say its visitor's words where it asked for them, and nothing else? In a real browser, under the strictest policy.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { packageRoot } from '../../config/package-root.ts';
import type { AttributesBody } from '../../server/http/contract.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { bundleForPage } from '../support/client-bundle.ts';
import { hostileTexts } from '../support/hostile-texts.ts';
import { until } from '../support/until.ts';

const origin = 'https://shop.example';
const strict = [
  "default-src 'none'",
  `script-src ${origin}`,
  `style-src ${origin}`,
  `connect-src ${origin}`,
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ');

const stylesheet = readFileSync(
  join(packageRoot(import.meta.url), 'client', 'dom', 'anti-flicker.css'),
  'utf8',
);

type Attributes = AttributesBody['attributes'];
const answer = (attributes: Attributes): AttributesBody => ({
  known: true,
  attributes,
  asOf: '2026-11-23T10:00:00.000Z',
  stale: false,
});

/** What a page's own script would say. */
const follow = `
  window.attributes = DriftAttributes.createDriftAttributes({ baseUrl: '', timeout: 60_000 });
  window.end = DriftAttributes.personalize(attributes);
`;

describeInChromium('a page with bindings', () => {
  let library: string;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  /** Whatever the browser complains of, a breach of the content security policy included, and whatever script ran. */
  let complaints: string[];
  /** What the proxy says; a function may leave the page waiting. */
  let reply: AttributesBody | ((route: Route) => unknown);
  let files: Record<string, { contentType: string; body: string }>;

  const answerRequest = (route: Route): unknown => {
    const { pathname } = new URL(route.request().url());
    if (pathname === '/v1/me/attributes') {
      return typeof reply === 'function' ? reply(route) : route.fulfill({ json: reply });
    }
    const file = files[pathname];
    return file ? route.fulfill({ ...file, headers: { 'content-security-policy': strict } }) : route.abort();
  };

  type Opened = { readonly head?: string; readonly script?: string; readonly styles?: string };

  /** Opens a page of `body`, with the library, its stylesheet and the page's own script at the end of the head. */
  const open = async (body: string, { head = '', script = follow, styles = '' }: Opened = {}) => {
    const scripts = '<script src="/sdk.js" defer></script><script src="/page.js" defer></script>';
    files = {
      '/': {
        contentType: 'text/html; charset=utf-8',
        body: `<!doctype html><html lang="en"><head><title>Shop</title>
          <link rel="stylesheet" href="/drift.css"><link rel="stylesheet" href="/page.css">${head || scripts}</head>
          <body>${body}</body></html>`,
      },
      '/sdk.js': { contentType: 'text/javascript', body: library },
      '/page.js': { contentType: 'text/javascript', body: script },
      '/nothing.js': { contentType: 'text/javascript', body: '' },
      '/drift.css': { contentType: 'text/css', body: stylesheet },
      '/page.css': { contentType: 'text/css', body: styles },
    };
    await page.goto(`${origin}/`);
  };
  /** Asked from outside, because a page under this policy lets nothing be evaluated later. */
  const holds = (what: string, expression: string): Promise<void> =>
    until(what, () => page.evaluate<boolean>(`Boolean(${expression})`));
  const answered = () => holds('an answer', 'window.attributes?.asOf');
  const following = () => holds('the page follows', 'window.end');
  const say = async (attributes: Attributes): Promise<void> => {
    reply = answer(attributes);
    await page.evaluate('attributes.refresh().then(() => {})');
  };
  const logOut = () => page.evaluate('attributes.clear()');
  const text = (selector: string) => page.locator(selector).evaluate((element) => element.textContent);
  const attribute = (selector: string, name: string) => page.locator(selector).getAttribute(name);
  const shown = (selector: string) => page.locator(selector).isVisible();

  beforeAll(async () => {
    browser = await launchChromium();
    library = await bundleForPage(
      `export { createDriftAttributes } from './client/drift-attributes.ts';
       export { personalize } from './client/dom/personalize.ts';`,
      { globalName: 'DriftAttributes' },
    );
  });

  afterAll(() => browser?.close());

  beforeEach(async () => {
    context = await browser.newContext({ viewport: { width: 1000, height: 800 } });
    page = await context.newPage();
    complaints = [];
    reply = answer({});
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    await context.route('**/*', answerRequest);
  });

  afterEach(() => context.close());

  describe('says', () => {
    it('texts, numbers and lists in place of its own words', async () => {
      reply = answer({ first_name: 'Ada', seats: 12, tags: ['beta', 'vip'] });
      await open(`<h1>Hello <b data-drift-text="first_name">friend</b></h1>
        <i data-drift-text="seats">some</i> <u data-drift-text="tags">none</u>`);
      await answered();
      expect(await page.locator('body').innerText()).toMatch(/^Hello Ada\s+12 beta, vip$/);
      expect(complaints).toEqual([]);
    });

    it('its own words where nothing is known, markup and all', async () => {
      await open(`<p data-drift-text="first_name">my <b>friend</b></p>`);
      await answered();
      expect(await page.locator('p').innerHTML()).toBe('my <b>friend</b>');
    });

    it('its own words again after log-out: the very same nodes', async () => {
      reply = answer({ first_name: 'Ada' });
      await open(`<p data-drift-text="first_name">my <b>friend</b></p>`, {
        script: `window.friend = document.querySelector('b'); ${follow}`,
      });
      await answered();
      expect(await text('p')).toBe('Ada');
      await logOut();
      expect(await text('p')).toBe('my friend');
      expect(await page.evaluate(`document.querySelector('b') === friend`)).toBe(true);
    });

    it('what has changed, as soon as it is known', async () => {
      reply = answer({ first_name: 'Ada' });
      await open(`<p data-drift-text="first_name">friend</p>`);
      await answered();
      await say({ first_name: 'Grace' });
      expect(await text('p')).toBe('Grace');
      await say({});
      expect(await text('p')).toBe('friend');
      await say({ first_name: 'Ada' });
      expect(await text('p')).toBe('Ada');
    });

    it('its own title with the name in it', async () => {
      reply = answer({ company: 'Lumen Freight' });
      await open('', {
        script: `document.querySelector('title').dataset.driftText = 'company'; ${follow}`,
      });
      await answered();
      expect(await page.title()).toBe('Lumen Freight');
    });

    it('everything in elements that come later, and in what comes back inside them', async () => {
      reply = answer({ first_name: 'Ada', city: 'Urach' });
      await open(`<main></main><div data-drift-text="nickname"><i data-drift-text="city">town</i></div>`);
      await answered();
      await page.evaluate(`{
        const later = document.createElement('section');
        later.dataset.driftIf = '!first_name';
        later.append(Object.assign(document.createElement('p'), { textContent: 'friend' }));
        later.firstChild.dataset.driftText = 'first_name';
        document.querySelector('main').append(later);
      }`);
      expect([await text('section p'), await shown('section')]).toEqual(['Ada', false]);
      await say({ city: 'Urach', nickname: 'Countess' });
      expect([await text('div'), await shown('section')]).toEqual(['Countess', true]);
      await say({ city: 'Ulm' });
      expect(await text('div')).toBe('Ulm');
    });

    it('all of its own words, even if it was still being read when the answer was there', async () => {
      const words = `<p data-drift-text="first_name">my <script src="/nothing.js"></script> friend</p>`;
      const script = `
        window.attributes = DriftAttributes.createDriftAttributes({
          baseUrl: '', bootstrap: ${JSON.stringify(answer({ first_name: 'Ada' }))},
        });
        window.end = DriftAttributes.personalize(attributes);`;
      await open(words, { head: '<script src="/sdk.js"></script><script src="/page.js"></script>', script });
      expect(await text('p')).toBe('Ada');
      await logOut();
      expect(await text('p')).toBe('my  friend');
    });

    it('the same when asked twice, and its own words still come back', async () => {
      reply = answer({ first_name: 'Ada' });
      await open(`<p data-drift-text="first_name" data-drift-attr="title:first_name">friend</p>`, {
        script: `${follow} DriftAttributes.personalize(attributes, document.body);`,
      });
      await answered();
      await page.evaluate('end(); window.end = DriftAttributes.personalize(attributes)');
      expect([await text('p'), await attribute('p', 'title')]).toEqual(['Ada', 'Ada']);
      await logOut();
      expect([await text('p'), await attribute('p', 'title')]).toEqual(['friend', null]);
    });

    it('nothing new once it was told to end', async () => {
      reply = answer({ first_name: 'Ada' });
      await open(`<p data-drift-text="first_name">friend</p>`);
      await answered();
      await page.evaluate('end()');
      await say({ first_name: 'Grace' });
      await page.evaluate(`document.body.append(document.querySelector('p').cloneNode())`);
      expect(await page.locator('p').allTextContents()).toEqual(['Ada', '']);
    });

    it('nothing outside the part that it was asked for', async () => {
      reply = answer({ first_name: 'Ada' });
      await open(
        `<p data-drift-text="first_name">friend</p><div data-drift-attr="title:first_name">
        <i data-drift-text="first_name">friend</i></div>`,
        {
          script: follow.replace('(attributes)', `(attributes, document.querySelector('div'))`),
        },
      );
      await answered();
      expect([await text('p'), await text('i'), await attribute('div', 'title')]).toEqual([
        'friend',
        'Ada',
        'Ada',
      ]);
    });

    it('text whose direction does not turn the words around it', async () => {
      const texts = [
        'a\u202ebc',
        '\u2069\u202ebc',
        '\u2067\u2069\u2069\u202ebc',
        '\u202a\u202cx\u202e',
        'שלום',
      ];
      await open(`<p><b>1 </b><span data-drift-text="name">x</span><i> 2 </i><u>3</u></p>`);
      await answered();
      for (const name of texts) {
        await say({ name });
        const lefts = await page
          .locator('p *')
          .evaluateAll((elements) => elements.map((element) => element.getBoundingClientRect().left));
        expect(lefts).toEqual([...lefts].sort((one, other) => one - other));
      }
    });
  });

  describe('sets', () => {
    it('safe attributes, and its own again after log-out', async () => {
      reply = answer({ plan_url: 'https://example.com/pro', company: 'Lumen' });
      await open(`<a href="/plans" data-drift-attr="href:plan_url, title:company">Plans</a>`);
      await answered();
      expect(await attribute('a', 'href')).toBe('https://example.com/pro');
      expect(await attribute('a', 'title')).toBe('Lumen');
      await logOut();
      expect([await attribute('a', 'href'), await attribute('a', 'title')]).toEqual(['/plans', null]);
    });

    it('its own address again when the new one is none', async () => {
      reply = answer({ url: 'https://example.com/' });
      await open(`<a href="/plans" data-drift-attr="href:url">Plans</a>`);
      await answered();
      await say({ url: 'javascript:alert(1)' });
      expect(await attribute('a', 'href')).toBe('/plans');
    });

    it('no attribute that could run, load, style or send, and never throws', async () => {
      reply = answer({ x: 'https://evil.example/alert(1)' });
      const names = 'onclick style class id srcdoc src action formaction data http-equiv content is'.split(
        ' ',
      );
      const refused = [...names, 'x y', '<', '', '__proto__', 'onclick title']
        .map((name) => `${name}:x`)
        .join(',');
      await open(
        ['div', 'iframe', 'form', 'object', 'embed', 'button', 'audio']
          .map((name) => `<${name} data-drift-attr="${refused.replace('<', '&lt;')}"></${name}>`)
          .join(''),
      );
      await answered();
      const attributes = await page
        .locator('body *')
        .evaluateAll((elements) => elements.flatMap((element) => element.getAttributeNames()));
      expect(new Set(attributes)).toEqual(new Set(['data-drift-attr']));
      expect(complaints).toEqual([]);
    });

    it('no text where text would run', async () => {
      reply = answer({ x: 'alert(1)', css: 'body { display: none }' });
      await open(`<script data-drift-text="x"></script><style data-drift-text="css"></style>
        <svg><script data-drift-text="x"></script><style data-drift-text="css"></style></svg>
        <script data-drift-attr="src:x"></script>`);
      await answered();
      expect(await page.locator('body script, body style').allTextContents()).toEqual(['', '', '', '', '']);
      // The page's own empty styles are inline; nothing else is complained of.
      expect(complaints.filter((text) => !text.includes('Applying inline style'))).toEqual([]);
    });
  });

  describe('shows', () => {
    it('what has its condition met, and hides the rest, as the answers come', async () => {
      reply = answer({ plan: 'enterprise', tags: ['vip'] });
      await open(`<p id="a" data-drift-if="plan=enterprise" hidden>A</p><p id="b" data-drift-if="plan!=enterprise">B</p>
        <p id="c" data-drift-if="plan">C</p><p id="d" data-drift-if="tags=vip" hidden>D</p>`);
      await answered();
      const seen = () => page.locator('body').innerText();
      expect((await seen()).replaceAll(/\s/g, '')).toBe('ACD');
      await say({ plan: 'free' });
      expect((await seen()).replaceAll(/\s/g, '')).toBe('BC');
      await logOut();
      expect((await seen()).replaceAll(/\s/g, '')).toBe('B');
    });

    it('what it was written to show until there is an answer', async () => {
      reply = () => {};
      await open(`<p id="a" data-drift-if="plan" hidden>A</p><p id="b" data-drift-if="plan">B</p>`);
      await following();
      expect([await shown('#a'), await shown('#b')]).toEqual([false, true]);
    });

    it('nothing whose condition is not met, whatever its own stylesheet says', async () => {
      await open(`<p class="card" data-drift-if="plan">A</p>`, { styles: '.card { display: flex }' });
      await answered();
      expect(await shown('p')).toBe(false);
    });
  });

  describe('with hostile values', () => {
    it(`of ${hostileTexts.length} kinds in each binding runs none of them, and no element comes of it`, async () => {
      const page0 = hostileTexts
        .map(
          (
            _,
            index,
          ) => `<p><span data-drift-text="h${index}">own</span><title data-drift-text="h${index}">own</title>
          <textarea data-drift-text="h${index}"></textarea><svg><text data-drift-text="h${index}"></text></svg>
          <a data-drift-attr="href:h${index},title:h${index},onclick:h${index}" href="/own">a</a>
          <img data-drift-attr="alt:h${index},srcset:h${index},onerror:h${index}" alt="">
          <input data-drift-attr="value:h${index}, placeholder:h${index}, type:h${index}, onfocus:h${index}">
          <iframe data-drift-attr="src:h${index},srcdoc:h${index}" data-drift-text="h${index}"></iframe>
          <b data-drift-if="h${index}" data-drift-attr="style:h${index},class:h${index}">b</b></p>`,
        )
        .join('');
      await open(page0);
      await answered();
      const everyName = () =>
        page.evaluate(() =>
          [...document.querySelectorAll('*')].map((element) =>
            [element.namespaceURI, element.localName].join(),
          ),
        );
      const before = await everyName();
      await say(Object.fromEntries(hostileTexts.map((value, index) => [`h${index}`, value])));
      expect(await everyName()).toEqual(before);

      const shownTexts = hostileTexts.map((value) => value.replaceAll('\u2069', ''));
      const texts = await page
        .locator('span')
        .evaluateAll((all) => all.map(({ textContent }) => textContent));
      expect(texts).toEqual(shownTexts.map((value) => value || 'own'));
      const titles = await page
        .locator('a')
        .evaluateAll((all) => all.map((link) => link.getAttribute('title')));
      expect(titles).toEqual(shownTexts.map((value) => value || null));
      const links = await page
        .locator('a')
        .evaluateAll((all) => all.map((link) => (link as HTMLAnchorElement).href));
      expect(links.filter((link) => !link.startsWith('https://'))).toEqual([]);
      const names = await page
        .locator('p *')
        .evaluateAll((all) => all.flatMap((element) => element.getAttributeNames()));
      expect([...new Set(names)].filter((name) => !name.startsWith('data-drift-')).sort()).toEqual(
        ['alt', 'hidden', 'href', 'placeholder', 'style', 'title', 'value'].sort(),
      );
      const styles = await page
        .locator('[style]')
        .evaluateAll((all) => all.map((e) => e.getAttribute('style')));
      expect(new Set(styles)).toEqual(new Set(['unicode-bidi: isolate;']));
      await page.locator('a').first().hover();
      await page.locator('input').first().focus();
      expect(complaints).toEqual([]);
    });
  });

  describe('under the strictest policy', () => {
    it('is filled without a complaint, although markup and scripts from texts are refused there', async () => {
      reply = answer({ first_name: 'Ada', url: 'https://example.com/' });
      await open(
        `<p data-drift-hide data-drift-if="first_name" data-drift-text="first_name" data-drift-attr="title:url">friend</p>`,
        {
          script: `${follow} try {
            document.createElement('p').innerHTML = '<b>';
          } catch (error) {
            window.refused = error.name;
          }`,
        },
      );
      await answered();
      expect([await text('p'), await attribute('p', 'title')]).toEqual(['Ada', 'https://example.com/']);
      expect(await page.evaluate('refused')).toBe('TypeError');
      expect(complaints).toHaveLength(1);
      expect(complaints[0]).toContain('TrustedHTML');
    });
  });

  describe('does not flicker', () => {
    const greeting = `<h1 data-drift-hide>Hello <b data-drift-text="first_name">friend</b></h1><p>More</p>`;
    /** The second that hides it stands still, so that only the script can end it. */
    const endless = { styles: '* { animation-play-state: paused !important }' };
    const isHidden = () =>
      page.locator('h1').evaluate((element) => getComputedStyle(element).visibility === 'hidden');
    const isMarked = () => page.locator('[data-drift-hide]').count();
    const released = () => holds('nothing is hidden', `!document.querySelector('[data-drift-hide]')`);
    /** Sees that a request has come, and holds its answer back. */
    const holdAnswer = (): Promise<Route> =>
      new Promise((resolve) => {
        reply = resolve;
      });

    it('hides only what asked for it, in its place, until the answer is there', async () => {
      const held = holdAnswer();
      await open(greeting, endless);
      const request = await held;
      expect([await isHidden(), await shown('p')]).toEqual([true, true]);
      const place = await page.locator('p').boundingBox();
      await request.fulfill({ json: answer({ first_name: 'Ada' }) });
      await released();
      expect([await isHidden(), await text('h1')]).toEqual([false, 'Hello Ada']);
      expect(await page.locator('p').boundingBox()).toEqual(place);
      expect(complaints).toEqual([]);
    });

    it('hides nothing that comes after the answer', async () => {
      await open('<main></main>', endless);
      await answered();
      await page.evaluate(`{
        const late = document.createElement('h1');
        late.dataset.driftHide = '';
        document.querySelector('main').append(late);
      }`);
      await released();
    });

    const impatient = follow.replace('60_000', '50');
    it.each<[string, { reply: (route: Route) => unknown; script: string }]>([
      ['failed', { reply: (route) => route.fulfill({ status: 500 }), script: follow }],
      ['failed', { reply: (route) => route.abort(), script: follow }],
      ['unauthenticated', { reply: (route) => route.fulfill({ status: 401 }), script: follow }],
      ['unauthenticated', { reply: () => {}, script: follow.replace('{ ', '{ getToken: () => null, ') }],
      ['timeout', { reply: () => {}, script: impatient }],
    ])('shows the page as it is when asking ends in %s', async (status, { reply: given, script }) => {
      reply = given;
      await open(greeting, { ...endless, script });
      await released();
      expect(await page.evaluate('attributes.getSnapshot().status')).toBe(status);
      expect([await isHidden(), await text('h1')]).toEqual([false, 'Hello friend']);
    });

    it('shows the page as it is when it is left, for the way back', async () => {
      const held = holdAnswer();
      await open(greeting, endless);
      await held;
      expect(await isHidden()).toBe(true);
      await page.evaluate(`dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))`);
      expect([await isHidden(), await text('h1')]).toEqual([false, 'Hello friend']);
    });

    it('shows the page as it is after a second when no script comes', async () => {
      await open(greeting, { head: '<script src="/missing.js" async></script>' });
      await holds('the second begins', `document.querySelector('h1').getAnimations()[0]?.startTime`);
      const begun = await page.evaluate(`document.querySelector('h1').getAnimations()[0].startTime`);
      expect(await isHidden()).toBe(true);
      await until('the heading is seen', async () => !(await isHidden()));
      const seconds = (Number(await page.evaluate('document.timeline.currentTime')) - Number(begun)) / 1_000;
      expect(seconds).toBeGreaterThanOrEqual(1);
      expect(seconds).toBeLessThan(2);
      expect(await isMarked()).toBe(1);
    });
  });

  describe('does not move', () => {
    /** How much of the page has moved by itself, as browsers measure it. */
    const shift = (): Promise<number> =>
      page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            let sum = 0;
            const add = (entries: PerformanceEntryList): void => {
              for (const entry of entries) if ('value' in entry) sum += Number(entry.value);
            };
            const observer = new PerformanceObserver((list) => add(list.getEntries()));
            observer.observe({ type: 'layout-shift', buffered: true });
            // What has been painted by now is reported by the second frame after this one.
            const report = (): void => {
              add(observer.takeRecords());
              resolve(sum);
            };
            const afterFrames = (count: number): number =>
              requestAnimationFrame(() => (count === 0 ? report() : afterFrames(count - 1)));
            afterFrames(2);
          }),
      );
    const below = '<p>One line.</p><p>Another line.</p>';
    const shiftAfterAnswer = async (body: string): Promise<number> => {
      let request: Route | undefined;
      reply = (route) => {
        request = route;
      };
      await open(body);
      await following();
      expect(await shift()).toBe(0);
      await request?.fulfill({
        json: answer({ first_name: 'Ada', plan: 'pro', url: 'https://example.com/pro' }),
      });
      await answered();
      return shift();
    };

    it.each([
      ['its words with a fallback', `<h1 data-drift-text="first_name">friend</h1>${below}`],
      ['its attributes', `<a href="/plans" data-drift-attr="href:url,title:plan">Plans</a>${below}`],
      [
        'a line that was hidden meanwhile',
        `<h1 data-drift-hide>Hello <b data-drift-text="first_name">friend</b>, this is today</h1>${below}`,
      ],
    ])('when it sets %s', async (_, body) => {
      expect(await shiftAfterAnswer(body)).toBe(0);
    });

    it('unless a block without a place of its own appears: so much is seen to be measured', async () => {
      expect(
        await shiftAfterAnswer(`<h1 data-drift-if="plan=pro" hidden>Your plan</h1>${below}`),
      ).toBeGreaterThan(0);
    });
  });
});
