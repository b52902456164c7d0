// Which pages may ask, with which credential, and what does it cost? Same origin, same site and another site, in a real browser.

import { describe, expect, it } from '@jest/globals';
import { describeInChromium } from '../../support/chromium.ts';
import { type Begin, begin, ready, signIn, visiting } from './visitor.ts';

describeInChromium('a page', () => {
  const here = visiting();

  /** Status, reason, what was asked for, and what the browser said of where it came from. */
  const ask = async (origin: string, options: Begin) => {
    await here.page.goto(`${origin}/`);
    await begin(here.page, options);
    const { status, reason, attributes } = await ready(here.page);
    return { status, reason, plan: attributes['plan'], asked: here.stand.methodsAsked() };
  };
  const answered = { status: 'ready', reason: undefined, plan: 'enterprise' };
  /** The proxy's site logs the visitor in from within a page of another one: the cookie is that page's alone. */
  const logInFrom = async (origin: string): Promise<void> => {
    const attributes = 'HttpOnly; Secure; SameSite=None; Partitioned; Path=/';
    here.stand.answerInstead((_request, response) => {
      response.writeHead(204, {
        'Set-Cookie': `session=${here.stand.proxy.token()}; ${attributes}`,
        'Access-Control-Allow-Origin': origin,
        'Access-Control-Allow-Credentials': 'true',
      });
      response.end();
    });
    await here.page.goto(`${origin}/`);
    await here.page.evaluate((api) => fetch(`${api}/log-in`, { credentials: 'include' }), here.stand.api);
    here.stand.reset();
  };

  describe('of the same origin as the proxy', () => {
    it('reads with its cookie, marked as its own request, without a preflight', async () => {
      await signIn(here.context, here.stand.site, here.stand.proxy.token());
      expect(await ask(here.stand.site, { baseUrl: '' })).toEqual({ ...answered, asked: ['GET'] });
      expect(here.stand.asked[0]?.headers).toMatchObject({
        'x-drift-attributes': '1',
        'sec-fetch-site': 'same-origin',
        'sec-fetch-mode': expect.stringMatching(/^(cors|same-origin)$/),
      });
      expect(here.complaints).toEqual([]);
    });

    it('reads with a token, without a preflight, and its cookie stays at home', async () => {
      await signIn(here.context, here.stand.site, here.stand.proxy.token({ sub: 'user-bo' }));
      const options = { baseUrl: '', token: here.stand.proxy.token() };
      expect(await ask(here.stand.site, options)).toEqual({ ...answered, asked: ['GET'] });
      expect(here.stand.asked[0]?.headers.cookie).toBeUndefined();
    });

    it('that insists on sending both, of two visitors, is refused', async () => {
      await signIn(here.context, here.stand.site, here.stand.proxy.token({ sub: 'user-bo' }));
      const options: Begin = { baseUrl: '', token: here.stand.proxy.token(), credentials: 'include' };
      expect(await ask(here.stand.site, options)).toMatchObject({
        status: 'refused',
        reason: 'token_conflict',
      });
    });

    it('tells nobody where it is', async () => {
      await signIn(here.context, here.stand.site, here.stand.proxy.token());
      await ask(here.stand.site, { baseUrl: '' });
      expect(here.stand.asked[0]?.headers.referer).toBeUndefined();
    });
  });

  describe('of the same site', () => {
    it('reads with its cookie when told to send it, without a preflight', async () => {
      await signIn(here.context, here.stand.api, here.stand.proxy.token());
      const options: Begin = { baseUrl: here.stand.api, credentials: 'include' };
      expect(await ask(here.stand.site, options)).toEqual({ ...answered, asked: ['GET'] });
      expect(here.stand.asked[0]?.headers).toMatchObject({
        'sec-fetch-site': 'same-site',
        origin: here.stand.site,
      });
      expect(here.stand.asked[0]?.headers['x-drift-attributes']).toBeUndefined();
    });

    it('that is not told to send its cookie has no session', async () => {
      await signIn(here.context, here.stand.api, here.stand.proxy.token());
      expect(await ask(here.stand.site, { baseUrl: here.stand.api })).toEqual({
        ...{ status: 'unauthenticated', reason: 'token_missing', plan: undefined },
        asked: ['GET'],
      });
    });

    it('reads with a token after one preflight', async () => {
      const options = { baseUrl: here.stand.api, token: here.stand.proxy.token() };
      expect(await ask(here.stand.site, options)).toEqual({ ...answered, asked: ['OPTIONS', 'GET'] });
      expect(here.complaints).toEqual([]);
    });
  });

  describe('of another site that is listed', () => {
    it('reads with a token after one preflight', async () => {
      const options = { baseUrl: here.stand.api, token: here.stand.proxy.token() };
      expect(await ask(here.stand.shop, options)).toEqual({ ...answered, asked: ['OPTIONS', 'GET'] });
      expect(here.stand.asked[1]?.headers).toMatchObject({
        'sec-fetch-site': 'cross-site',
        origin: here.stand.shop,
      });
      expect(here.complaints).toEqual([]);
    });

    it('asks for no second preflight, however often it asks and after a reload too', async () => {
      // Browsers keep a permission per address: this one has not been asked for yet.
      const options = { baseUrl: here.stand.api, token: here.stand.proxy.token(), fields: ['plan'] };
      await ask(here.stand.shop, options);
      for (let round = 0; round < 3; round += 1) await here.page.evaluate(() => attributes.refresh());
      await ask(here.stand.shop, options);
      expect(here.stand.methodsAsked()).toEqual(['OPTIONS', 'GET', 'GET', 'GET', 'GET', 'GET']);
    });

    it('has no session by an ordinary cookie: the browser keeps it back', async () => {
      await signIn(here.context, here.stand.api, here.stand.proxy.token());
      const options: Begin = { baseUrl: here.stand.api, credentials: 'include' };
      expect(await ask(here.stand.shop, options)).toMatchObject({
        ...{ status: 'unauthenticated', reason: 'token_missing', asked: ['GET'] },
      });
    });

    it('reads with a cookie that was set for it there (Partitioned), without a preflight', async () => {
      await logInFrom(here.stand.shop);
      const options: Begin = { baseUrl: here.stand.api, credentials: 'include' };
      expect(await ask(here.stand.shop, options)).toEqual({ ...answered, asked: ['GET'] });
    });
  });

  describe('of another site that nobody has listed', () => {
    it('is refused by the browser after the preflight: its token never leaves it', async () => {
      const options = { baseUrl: here.stand.api, token: here.stand.proxy.token() };
      const { status, reason, asked } = await ask(here.stand.stranger, options);
      expect({ status, reason }).toEqual({ status: 'failed', reason: 'unreachable' });
      expect(new Set(asked)).toEqual(new Set(['OPTIONS']));
      const tokens = here.stand.asked.map(({ headers }) => headers.authorization);
      expect(tokens.filter((token) => token !== undefined)).toEqual([]);
    });

    it('reads nothing with a cookie', async () => {
      await logInFrom(here.stand.stranger);
      const options: Begin = { baseUrl: here.stand.api, credentials: 'include' };
      expect(await ask(here.stand.stranger, options)).toMatchObject({
        ...{ status: 'failed', reason: 'unreachable', plan: undefined },
      });
      expect(here.stand.asked[0]?.headers.cookie).toContain('session=');
      expect(here.stand.proxy.sandbox.calls.count(({ path }) => path.includes('stranger'))).toBe(0);
    });

    it('asks at most twice: a refusal that it cannot read looks like a broken network', async () => {
      const { asked } = await ask(here.stand.stranger, {
        baseUrl: here.stand.api,
        token: here.stand.proxy.token(),
      });
      expect(asked.length).toBeLessThanOrEqual(2);
    });
  });

  describe('that uses another method', () => {
    const methods = ['POST', 'PUT', 'PATCH', 'DELETE'];
    const send = (url: string, method: string): Promise<unknown> =>
      here.page.evaluate(
        ({ url, method, token }) =>
          fetch(url, { method, headers: { Authorization: `Bearer ${token}` } }).then(
            ({ status, headers }) => [status, headers.get('Allow')],
            () => 'not sent',
          ),
        { url, method, token: here.stand.proxy.token() },
      );

    it.each(methods)('%s of the same origin is told which there are', async (method) => {
      await here.page.goto(`${here.stand.site}/`);
      expect(await send('/v1/me/attributes', method)).toEqual([405, 'GET, HEAD, OPTIONS']);
    });

    it.each(methods.filter((method) => method !== 'POST'))(
      '%s of another site is not sent at all, listed or not',
      async (method) => {
        await here.page.goto(`${here.stand.shop}/`);
        expect(await send(`${here.stand.api}/v1/me/attributes`, method)).toBe('not sent');
        expect(here.stand.methodsAsked()).toEqual(['OPTIONS']);
      },
    );

    it('HEAD is answered as GET is, without a body', async () => {
      await here.page.goto(`${here.stand.site}/`);
      expect(await send('/v1/me/attributes', 'HEAD')).toEqual([200, null]);
    });
  });

  it('without an origin (a sandboxed frame) reads nothing with a cookie', async () => {
    await signIn(here.context, here.stand.site, here.stand.proxy.token());
    here.stand.serve('/framed', {
      body: `<!doctype html><iframe sandbox="allow-scripts" src="/"></iframe>`,
    });
    await here.page.goto(`${here.stand.site}/framed`);
    const [, frame] = here.page.frames();
    const outcome = await frame?.evaluate(async (baseUrl) => {
      const { status, attributes } = await DriftAttributes.createDriftAttributes({
        ...{ baseUrl, credentials: 'include' },
      }).ready();
      return { status, attributes };
    }, here.stand.site);
    expect(outcome).toEqual({ status: 'failed', attributes: {} });
  });
});
