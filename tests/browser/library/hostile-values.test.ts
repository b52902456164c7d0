// Can what a contact holds do anything to the page? Hundreds of hostile texts, from the sandbox through the proxy into the page.

import { beforeAll, expect, it } from '@jest/globals';
import { describeInChromium } from '../../support/chromium.ts';
import { hostileTexts } from '../../support/hostile-texts.ts';
import { opening } from './visitor.ts';

/** So many attributes of one contact hold one text each. */
const perContact = 40;
const names = Array.from({ length: perContact }, (_, index) => `text_${index}`);

const policy = `
version: 1
audiences:
  everybody:
    contacts: own
    attributes:
${names.map((name) => `      ${name}: { type: string, maxLength: 4000 }`).join('\n')}
`;

const contacts = Array.from({ length: Math.ceil(hostileTexts.length / perContact) }, (_, index) =>
  hostileTexts.slice(index * perContact, (index + 1) * perContact),
);

/** As a page's author writes it: a text and a link for each attribute, filled by the library. */
const bindings = names
  .map((name) => `<p data-drift-text="${name}"></p><a data-drift-attr="href:${name}, title:${name}"></a>`)
  .join('');
const authorsPage = `<!doctype html><title>A page</title><script src="/library.js"></script><main></main>`;

describeInChromium(`${hostileTexts.length} hostile texts`, () => {
  const here = opening({ policy });
  /** What the library handed to the page. */
  let handed: string[];

  beforeAll(async () => {
    const { page, stand } = here;
    contacts.forEach((texts, index) => {
      const attributes = Object.fromEntries(texts.map((text, at) => [`text_${at}`, text]));
      stand.proxy.sandbox.contacts.put({
        ...{ id: `${9_000 + index}`, createdAt: 0 },
        attributes: { externalId: `teller-${index}`, ...attributes },
      });
    });
    stand.serve('/authored', { body: authorsPage });
    await page.goto(`${stand.site}/authored`);
    const tokens = contacts.map((_, index) => stand.proxy.token({ sub: `teller-${index}` }));
    handed = await page.evaluate(
      async ({ tokens, bindings }) => {
        const all: string[] = [];
        for (const token of tokens) {
          const section = document.createElement('section');
          section.innerHTML = bindings;
          document.querySelector('main')?.append(section);
          const visitor = DriftAttributes.createDriftAttributes({ baseUrl: '', getToken: () => token });
          DriftAttributes.personalize(visitor, section);
          all.push(...Object.values((await visitor.ready()).attributes).map(String));
        }
        return all;
      },
      { tokens, bindings },
    );
    await page.mouse.move(200, 200);
  });

  it('come to the page but for what the policy leaves out, more than 300', () => {
    expect(handed.length).toBeGreaterThan(300);
  });

  it('come as they are, without control characters', () => {
    const withoutControls = (text: string): string => text.replaceAll(/\p{Cc}/gu, '');
    const known = new Set(hostileTexts.map(withoutControls));
    expect(handed.filter((text) => !known.has(withoutControls(text)))).toEqual([]);
    expect(handed.filter((text) => /\p{Cs}/u.test(text))).toEqual([]);
  });

  it('are shown as text, each as it came but for the character that ends an isolation', async () => {
    const shown = await here.page.locator('p').evaluateAll((found) => found.map((p) => p.textContent));
    const expected = handed.map((text) => text.replaceAll('\u2069', ''));
    expect(shown.filter((text) => text !== '')).toEqual(expected.filter((text) => text !== ''));
  });

  it('run nothing', () => {
    expect(here.complaints).toEqual([]);
  });

  it('make no element', async () => {
    expect(await here.page.locator('main > section > *').count()).toBe(contacts.length * perContact * 2);
    expect(await here.page.locator('main > section > * > *').count()).toBe(0);
    expect(await here.page.locator('script').count()).toBe(1);
  });

  it('make no link but to https, or to nothing', async () => {
    const links = await here.page
      .locator('main a[href]')
      .evaluateAll((found) => found.map((link) => (link as HTMLAnchorElement).protocol));
    // ':' is how Chromium calls the scheme of an address that leads nowhere.
    expect(new Set(links)).toEqual(new Set(['https:', ':']));
  });

  it('lead nowhere', () => {
    expect(here.page.url()).toBe(`${here.stand.site}/authored`);
    expect(here.page.frames().length).toBe(1);
  });
});
