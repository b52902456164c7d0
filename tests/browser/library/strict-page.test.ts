// Does the library work where nothing is allowed? Strict content security policy, Trusted Types, and a pinned file.

import { createHash } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readBrowserLibrary } from '../../../config/browser-library.ts';
import { describeInChromium } from '../../support/chromium.ts';
import { signIn, visiting } from './visitor.ts';

const script = `
  window.attributes = DriftAttributes.createDriftAttributes({ baseUrl: window.proxyAt ?? '', credentials: 'include' });
  attributes.ready().then(() => { document.querySelector('h1').textContent = attributes.get('first_name', 'friend'); });
`;
const moduleScript = `
  import { createDriftAttributes } from '/library.mjs';
  window.DriftAttributes = { createDriftAttributes };
  ${script}`;

const page = (...scripts: string[]): string =>
  `<!doctype html><title>A page</title><h1>friend</h1>${scripts.join('')}`;

describeInChromium('a page', () => {
  const here = visiting();
  beforeAll(() => {
    here.stand.serve('/page.js', { body: script });
    here.stand.serve('/module.mjs', { body: moduleScript });
    here.stand.serve('/elsewhere.js', { body: `window.proxyAt = ${JSON.stringify(here.stand.api)};` });
  });
  beforeEach(() => signIn(here.context, here.stand.site, here.stand.proxy.token()));

  const open = async (body: string, policy: string): Promise<void> => {
    here.stand.serve('/strict', {
      body,
      headers: { 'Content-Security-Policy': `${policy}; img-src 'self'`, 'Cache-Control': 'no-store' },
    });
    await here.page.goto(`${here.stand.site}/strict`);
  };
  const greeting = () => here.page.locator('h1').innerText();
  const strict = () => `default-src 'none'; script-src ${here.stand.site}; connect-src ${here.stand.site}`;
  const classic = '<script src="/library.js"></script><script src="/page.js"></script>';

  it.each([
    ['the script tag', classic],
    ['the module', '<script type="module" src="/module.mjs"></script>'],
  ])(
    'that allows nothing but its scripts and its connections greets by name, with %s',
    async (_how, tags) => {
      await open(page(tags), strict());
      await here.page.getByText('Ada').waitFor();
      expect(here.complaints).toEqual([]);
    },
  );

  it('that allows nothing greets by name when the proxy is elsewhere and allowed', async () => {
    await open(
      page('<script src="/elsewhere.js"></script>', classic),
      `default-src 'none'; script-src ${here.stand.site}; connect-src ${here.stand.api}`,
    );
    await here.page.getByText('Ada').waitFor();
    expect(here.complaints).toEqual([]);
  });

  it('whose policy does not allow the connection keeps its fallback, and nothing throws', async () => {
    await open(page(classic), `default-src 'none'; script-src ${here.stand.site}`);
    const { status, reason } = await here.page.evaluate(() => attributes.ready());
    expect({ status, reason }).toEqual({ status: 'failed', reason: 'unreachable' });
    expect(await greeting()).toBe('friend');
    expect(here.stand.asked).toEqual([]);
    expect(
      here.complaints.filter((text) => !/Content Security Policy|violates the document/.test(text)),
    ).toEqual([]);
  });

  it.each([
    ['the script tag', classic],
    ['the module', '<script type="module" src="/module.mjs"></script>'],
  ])('that requires Trusted Types and allows no policy greets by name, with %s', async (_how, tags) => {
    await open(page(tags), `${strict()}; require-trusted-types-for 'script'; trusted-types 'none'`);
    await here.page.getByText('Ada').waitFor();
    expect(here.complaints).toEqual([]);
    // The page really is so strict.
    const refused = await here.page.evaluate(() => {
      try {
        document.body.innerHTML = '<b>x</b>';
        return 'nothing';
      } catch (error) {
        return String(error);
      }
    });
    expect(refused).toContain('TrustedHTML');
  });

  describe('with a pinned file', () => {
    const hashOf = (text: string): string => `sha384-${createHash('sha384').update(text).digest('base64')}`;
    const pinned = (file: string, integrity: string, more = ''): string =>
      page(
        `<script src="${file}" integrity="${integrity}"${more}></script>`,
        '<script src="/page.js"></script>',
      );

    const library = async (): Promise<string> => (await fetch(`${here.stand.site}/library.js`)).text();

    it('takes it', async () => {
      await open(pinned('/library.js', hashOf(await library())), strict());
      await here.page.getByText('Ada').waitFor();
      expect(here.complaints).toEqual([]);
    });

    it('takes it from the proxy on another origin, by the path that its content gives it', async () => {
      const [file] = readBrowserLibrary().current;
      const tag = `<script src="${here.stand.api}${file?.hashedPath}" integrity="${file?.integrity}" crossorigin></script>`;
      await open(
        page(tag, '<script src="/elsewhere.js"></script><script src="/page.js"></script>'),
        `default-src 'none'; script-src ${here.stand.site} ${here.stand.api}; connect-src ${here.stand.api}`,
      );
      await here.page.getByText('Ada').waitFor();
      expect(here.complaints).toEqual([]);
    });

    it('takes none that was tampered with, and keeps its fallback', async () => {
      const genuine = await library();
      here.stand.serve('/tampered.js', { body: `${genuine}window.tampered = true;` });
      await open(pinned('/tampered.js', hashOf(genuine)), strict());
      await here.page.waitForLoadState();
      expect(await here.page.evaluate(() => [typeof DriftAttributes, 'tampered' in window])).toEqual([
        'undefined',
        false,
      ]);
      expect(await greeting()).toBe('friend');
      expect(here.complaints.join()).toContain('integrity');
    });
  });
});
