// What stays behind in the browser? Nothing personal: not in storage, not in caches, not in cookies, not on the wire.

import { beforeAll, expect, it } from '@jest/globals';
import { describeInChromium } from '../../support/chromium.ts';
import { until } from '../../support/until.ts';
import { begin, opening, ready } from './visitor.ts';

describeInChromium('after a visit', () => {
  const here = opening();

  beforeAll(async () => {
    const { page, stand } = here;
    await page.goto(`${stand.site}/`);
    await begin(page, { baseUrl: '', token: stand.proxy.token(), live: true });
    expect((await ready(page)).attributes['first_name']).toBe('Ada');
    await until('it is live', () => stand.streams() === 1);
    await page.evaluate(() => attributes.refresh());
  });

  it('localStorage and sessionStorage are empty', async () => {
    expect(await here.page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }])).toEqual([{}, {}]);
  });

  it('there is no database', async () => {
    expect(await here.page.evaluate(() => indexedDB.databases())).toEqual([]);
  });

  it('there is no cache and no worker', async () => {
    const found = await here.page.evaluate(async () => [
      await caches.keys(),
      (await navigator.serviceWorker.getRegistrations()).length,
    ]);
    expect(found).toEqual([[], 0]);
  });

  it('there is no cookie', async () => {
    expect(await here.context.cookies()).toEqual([]);
    expect(await here.page.evaluate(() => document.cookie)).toBe('');
  });

  it('the answer is not in the HTTP cache', async () => {
    const cached = await here.page.evaluate(() =>
      fetch('/v1/me/attributes', { cache: 'only-if-cached', mode: 'same-origin' }).then(
        ({ status }) => status,
        () => 'nothing cached',
      ),
    );
    expect(['nothing cached', 504]).toContain(cached);
  });

  it('no address that was asked for holds a word of it, or the token', () => {
    const paths = here.stand.asked.map(({ path }) => path);
    expect(paths.length).toBeGreaterThan(1);
    for (const path of paths) expect(path).toMatch(/^\/v1\/me\/attributes(\/stream)?$/);
  });

  it('the page has no global of it but the one name', async () => {
    const names = await here.page.evaluate(() => {
      const frame = document.body.appendChild(document.createElement('iframe'));
      const usual = new Set(Object.getOwnPropertyNames(frame.contentWindow));
      frame.remove();
      return Object.getOwnPropertyNames(window).filter((name) => !usual.has(name) && !/^\d+$/.test(name));
    });
    expect(names.filter((name) => !['attributes', 'heard'].includes(name))).toEqual(['DriftAttributes']);
  });

  it('the name under which tabs meet holds no attribute and no token', async () => {
    const names = await here.page.evaluate(async () =>
      (await navigator.locks.query()).held?.map(({ name }) => name),
    );
    const told = JSON.stringify(names ?? []);
    for (const word of ['Ada', 'Lumen', 'enterprise', here.stand.proxy.token()])
      expect(told).not.toContain(word);
  });
});
