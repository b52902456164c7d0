// An answer that comes with the page: a real browser reads back what went in, and nothing of it becomes markup.

import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { type AttributesBody, serializeBootstrap } from '../../client/server/fetch-attributes.ts';
import { hostileStrings } from '../../sandbox/hostile-strings.ts';
import { describeInChromium, launchChromium } from '../support/chromium.ts';
import { bundleForPage } from '../support/client-bundle.ts';

declare const Library: typeof import('../../client/server/fetch-attributes.ts');

const origin = 'https://page.example';

/** What parsers of HTML are known to stumble over, in a script element above all. */
const markup = [
  '</script>',
  '</SCRIPT\t>',
  '</script/x>',
  '<!--<script></script>-->',
  '<!-- <script> <!--',
  '--!>',
  '<![CDATA[ ]]>',
  '<plaintext>',
  '<svg><script>alert(1)</script>',
  '</title></textarea></noscript></template></style></head>',
  '&lt;script&gt;alert(1)&lt;/script&gt;',
  '&#60;img src=x onerror=alert(1)&#62;',
  '\u2028alert(1)\u2029',
  '\\u003cscript\\u003e',
  '\\',
  '\\"',
  '\r\n',
  '\0',
  '\ufffe\uffff',
];
const texts = [...hostileStrings, ...markup];

const answerWith = (attributes: AttributesBody['attributes']): AttributesBody => ({
  known: true,
  attributes,
  asOf: '2026-11-22T10:00:00.000Z',
  stale: false,
});

const pageWith = (answers: readonly (AttributesBody | null)[]): string => {
  const blocks = answers.map(
    (answer, at) => `<script type="application/json" id="block-${at}">${serializeBootstrap(answer)}</script>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Page</title></head><body>${blocks.join('')}<p id="end">end</p><script src="/page.js"></script></body></html>`;
};

describeInChromium('the bootstrap in a browser', () => {
  let browser: Browser;
  let script: string;
  let page: Page;
  let complaints: string[];

  beforeAll(async () => {
    browser = await launchChromium();
    script = await bundleForPage("export * from './client/server/fetch-attributes.ts'", {
      globalName: 'Library',
    });
  });
  afterAll(() => browser?.close());

  beforeEach(async () => {
    page = await browser.newPage();
    complaints = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
  });
  afterEach(() => page.close());

  const open = async (html: string): Promise<void> => {
    await page.unrouteAll();
    await page.route(`${origin}/**`, (route) => {
      const { pathname } = new URL(route.request().url());
      if (pathname === '/page.js') return route.fulfill({ contentType: 'text/javascript', body: script });
      if (pathname !== '/') return route.fulfill({ status: 204 });
      const headers = { 'Content-Security-Policy': "default-src 'none'; script-src 'self'" };
      return route.fulfill({ contentType: 'text/html', headers, body: html });
    });
    await page.goto(origin);
  };

  /** What the page reads, as text (names such as `__proto__` would not reach us otherwise), and how many elements there are. */
  const read = (blocks: number) =>
    page.evaluate(
      (count) => ({
        answers: Array.from({ length: count }, (_, at) =>
          JSON.stringify(Library.readBootstrap(`block-${at}`)),
        ),
        elements: document.querySelectorAll('*').length,
        last: document.getElementById('end')?.textContent,
      }),
      blocks,
    );
  /** html, head, meta, title, body, p, script. */
  const elementsBeside = 7;

  const expectUnharmed = async (answers: readonly AttributesBody[]): Promise<void> => {
    await open(pageWith(answers));
    expect(await read(answers.length)).toEqual({
      answers: answers.map((answer) => JSON.stringify(answer)),
      elements: elementsBeside + answers.length,
      last: 'end',
    });
    expect(complaints).toEqual([]);
  };

  it('is read back as it went in, whatever the values and names, under a strict policy', async () => {
    await expectUnharmed(texts.map((text) => answerWith({ [text]: text, list: [text, text], seats: 3 })));
  });

  it('is read back as it went in, whatever two values stand side by side', async () => {
    const pairs = texts.map((text, at) => answerWith({ a: text, b: texts[at + 1] ?? '' }));
    await expectUnharmed(pairs);
  });

  it('is read back as it went in, whatever chance writes', async () => {
    const piece = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(...texts, '<', '>', '&', '/', '!', '-'),
    );
    const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
    const answer = fc
      .dictionary(text, fc.oneof(text, fc.array(text), fc.integer(), fc.boolean()))
      .map(answerWith);
    await fc.assert(fc.asyncProperty(fc.array(answer, { minLength: 50, maxLength: 50 }), expectUnharmed), {
      numRuns: 3,
    });
  });

  it('is null when there is none, and when it is none', async () => {
    const given = [
      'null',
      '',
      'undefined',
      '{',
      '[]',
      '{"known":true}',
      '{"known":true,"attributes":[],"asOf":"","stale":false}',
    ];
    const blocks = given.map(
      (text, at) => `<script type="application/json" id="block-${at}">${text}</script>`,
    );
    await open(`${blocks.join('')}<p id="end">end</p><script src="/page.js"></script>`);
    const { answers } = await read(given.length + 1);
    expect(answers).toEqual(Array.from({ length: given.length + 1 }, () => 'null'));
    expect(complaints).toEqual([]);
  });

  it('stands under the usual id when none is said', async () => {
    const answer = answerWith({ first_name: 'Ada' });
    const usual = pageWith([answer]).replace('block-0', 'drift-attributes');
    await open(usual);
    expect(await page.evaluate(() => Library.readBootstrap())).toEqual(answer);
  });
});
