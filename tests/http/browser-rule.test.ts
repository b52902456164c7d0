// A cookie counts only when a script of this site or of a listed one sent it: the rule as a table, and over HTTP.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { browserRule, type Provenance } from '../../server/http/browser-rule.ts';
import { listedOrigin, type RunningProxy, startProxy } from '../support/proxy.ts';

const listed = { origin: 'https://www.example.com', listed: true };
const unlisted = { origin: 'https://elsewhere.example', listed: false };
const noOrigin = { origin: undefined, listed: false };

const from = (
  origin: Pick<Provenance, 'origin' | 'listed'>,
  [fetchSite, fetchMode, fetchDest]: readonly (string | undefined)[] = [],
  marker?: string,
): Provenance => ({ ...origin, fetchSite, fetchMode, fetchDest, marker });

const script = (site: string): readonly string[] => [site, 'cors', 'empty'];

/** security.md 10, row for row. */
const rows: readonly (readonly [string, Provenance, ReturnType<typeof browserRule>])[] = [
  ['same-origin, no Origin', from(noOrigin, script('same-origin')), 'allowed'],
  ['same-origin, mode same-origin', from(noOrigin, ['same-origin', 'same-origin', 'empty']), 'allowed'],
  ['same-origin, a listed Origin', from(listed, script('same-origin')), 'allowed'],
  ['same-origin, an unlisted Origin', from(unlisted, script('same-origin')), 'allowed'],
  ['same-origin, Origin null', from({ origin: 'null', listed: false }, script('same-origin')), 'allowed'],
  ['same-origin, a navigation', from(noOrigin, ['same-origin', 'navigate', 'document']), 'fetch_refused'],
  ['same-origin, a frame', from(noOrigin, ['same-origin', 'navigate', 'iframe']), 'fetch_refused'],
  ['same-origin, a script tag', from(noOrigin, ['same-origin', 'no-cors', 'script']), 'fetch_refused'],
  ['same-origin, a module script', from(noOrigin, ['same-origin', 'cors', 'script']), 'fetch_refused'],
  ['same-origin, an image', from(noOrigin, ['same-origin', 'no-cors', 'image']), 'fetch_refused'],
  ['same-origin, a socket', from(noOrigin, ['same-origin', 'websocket', 'empty']), 'fetch_refused'],
  ['same-origin, no mode', from(noOrigin, ['same-origin', undefined, 'empty']), 'fetch_refused'],
  ['same-origin, no destination', from(noOrigin, ['same-origin', 'cors', undefined]), 'fetch_refused'],
  [
    'same-origin, a navigation marked',
    from(noOrigin, ['same-origin', 'navigate', 'document'], '1'),
    'fetch_refused',
  ],
  ['same-site, a listed Origin', from(listed, script('same-site')), 'allowed'],
  ['same-site, an unlisted Origin', from(unlisted, script('same-site')), 'origin_refused'],
  ['same-site, no Origin', from(noOrigin, script('same-site')), 'fetch_refused'],
  ['same-site, no Origin, marked', from(noOrigin, script('same-site'), '1'), 'fetch_refused'],
  ['cross-site, a listed Origin', from(listed, script('cross-site')), 'allowed'],
  ['cross-site, an unlisted Origin', from(unlisted, script('cross-site')), 'origin_refused'],
  ['cross-site, an unlisted Origin, marked', from(unlisted, script('cross-site'), '1'), 'origin_refused'],
  [
    'cross-site, Origin null',
    from({ origin: 'null', listed: false }, script('cross-site')),
    'origin_refused',
  ],
  ['cross-site, no Origin', from(noOrigin, script('cross-site')), 'fetch_refused'],
  ['cross-site, listed, an image', from(listed, ['cross-site', 'no-cors', 'image']), 'fetch_refused'],
  ['cross-site, listed, a navigation', from(listed, ['cross-site', 'navigate', 'document']), 'fetch_refused'],
  ['none: the address bar', from(noOrigin, ['none', 'navigate', 'document']), 'fetch_refused'],
  ['none, as a script', from(noOrigin, script('none')), 'fetch_refused'],
  ['none, listed', from(listed, script('none')), 'fetch_refused'],
  ['a site that no browser sends', from(listed, script('same-planet')), 'fetch_refused'],
  ['two sites in one header', from(listed, script('same-origin, cross-site')), 'fetch_refused'],
  ['an empty site', from(noOrigin, script('')), 'fetch_refused'],
  ['no metadata, a listed Origin', from(listed), 'allowed'],
  ['no metadata, an unlisted Origin', from(unlisted), 'origin_refused'],
  ['no metadata, an unlisted Origin, marked', from(unlisted, [], '1'), 'origin_refused'],
  ['no metadata, Origin null, marked', from({ origin: 'null', listed: false }, [], '1'), 'origin_refused'],
  ['no metadata, an empty Origin, marked', from({ origin: '', listed: false }, [], '1'), 'origin_refused'],
  ['no metadata, no Origin, marked', from(noOrigin, [], '1'), 'allowed'],
  ['no metadata, no Origin', from(noOrigin), 'fetch_refused'],
  ['no metadata, no Origin, a marker that is not 1', from(noOrigin, [], 'true'), 'fetch_refused'],
  ['no metadata, no Origin, an empty marker', from(noOrigin, [], ''), 'fetch_refused'],
  ['no site but a mode and a destination', from(noOrigin, [undefined, 'cors', 'empty']), 'fetch_refused'],
];

describe('the rule for requests with a cookie', () => {
  it.each(rows)('on %s', (_what, provenance, verdict) => {
    expect(browserRule(provenance)).toBe(verdict);
  });
});

describe('over HTTP', () => {
  let proxy: RunningProxy;
  afterEach(() => proxy.stop());

  const ask = async (headers: Record<string, string>) => {
    const { status, body } = await request(proxy.url).get('/v1/me/attributes').set(headers);
    return [status, body.code];
  };
  const cookie = () => ({ Cookie: `session=${proxy.token()}` });
  const metadata = (site: string) => ({
    'Sec-Fetch-Site': site,
    'Sec-Fetch-Mode': 'cors',
    'Sec-Fetch-Dest': 'empty',
  });

  it('a cookie passes from a same-origin script', async () => {
    proxy = await startProxy();
    expect(await ask({ ...cookie(), ...metadata('same-origin') })).toEqual([200, undefined]);
  });

  it.each([listedOrigin, 'https://shop.example.org'])(
    'a cookie passes from a script of %s, which is listed',
    async (Origin) => {
      proxy = await startProxy();
      expect(await ask({ ...cookie(), ...metadata('cross-site'), Origin })).toEqual([200, undefined]);
    },
  );

  it('a cookie passes with our own header from a browser that tells nothing', async () => {
    proxy = await startProxy();
    expect(await ask({ ...cookie(), 'X-Drift-Attributes': '1' })).toEqual([200, undefined]);
  });

  it('a cookie is refused from a form, a link or an image of any page', async () => {
    proxy = await startProxy();
    const navigation = {
      'Sec-Fetch-Site': 'cross-site',
      'Sec-Fetch-Mode': 'navigate',
      'Sec-Fetch-Dest': 'document',
    };
    expect(await ask({ ...cookie(), ...navigation })).toEqual([403, 'fetch_refused']);
    expect(proxy.sandbox.calls.count()).toBe(0);
  });

  it.each<[string, (own: string) => Record<string, string>]>([
    ['Host', () => ({ Host: 'elsewhere.example' })],
    ['X-Forwarded-Host', () => ({ 'X-Forwarded-Host': 'elsewhere.example', 'X-Forwarded-Proto': 'https' })],
    ['Forwarded', () => ({ Forwarded: 'host=elsewhere.example;proto=https' })],
    ['Referer', (own) => ({ Referer: `${own}/` })],
  ])('%s does not make an unlisted origin our own', async (_header, more) => {
    proxy = await startProxy({ config: { http: { trustedProxies: ['127.0.0.1/32'] } } });
    const headers = { ...cookie(), Origin: 'https://elsewhere.example', ...more(proxy.url) };
    expect(await ask(headers)).toEqual([403, 'origin_refused']);
    expect(proxy.sandbox.calls.count()).toBe(0);
  });

  it('a Bearer header is exempt: no page can make a browser add it by itself', async () => {
    proxy = await startProxy();
    const headers = { ...proxy.bearer(), ...metadata('cross-site'), Origin: 'https://elsewhere.example' };
    expect(await ask(headers)).toEqual([200, undefined]);
  });

  it('a Bearer header beside the same cookie is exempt as well', async () => {
    proxy = await startProxy();
    const headers = { ...proxy.bearer(), ...cookie(), Origin: 'https://elsewhere.example' };
    expect(await ask(headers)).toEqual([200, undefined]);
  });

  it('another scheme beside a cookie exempts from nothing', async () => {
    proxy = await startProxy();
    const headers = { ...cookie(), Authorization: 'Basic c3RhZ2luZw==', Origin: 'https://elsewhere.example' };
    expect(await ask(headers)).toEqual([403, 'origin_refused']);
  });

  it('two Origin headers are one that nobody has listed', async () => {
    proxy = await startProxy();
    const headers = { ...cookie(), Origin: `${listedOrigin}, ${listedOrigin}` };
    expect(await ask(headers)).toEqual([403, 'origin_refused']);
  });
});
