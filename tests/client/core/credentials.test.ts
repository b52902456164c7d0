// What goes out with a request? The visitor's own credential and nothing else, and nothing at all without session or consent.

import { describe, expect, it } from '@jest/globals';
import type { DriftAttributesOptions } from '../../../client/api.ts';
import { createDriftAttributes } from '../../../client/drift-attributes.ts';
import { answers, breaks, createPage, type Reply, refuses } from '../page-in-hand.ts';

const ask = async (options: Partial<DriftAttributesOptions>, ...replies: readonly Reply[]) => {
  const page = createPage();
  if (replies.length > 0) page.replies(...replies);
  const attributes = createDriftAttributes({ baseUrl: '/drift', ...options }, page.world);
  const ready = await attributes.ready();
  return { page, attributes, ready, first: page.sent[0] };
};

const inTurn =
  <T>(...values: readonly T[]) =>
  (): T | undefined => {
    const [value, ...rest] = values;
    values = rest.length > 0 ? rest : values;
    return value;
  };

describe('a request', () => {
  it.each([
    ['', 'https://www.example.com/v1/me/attributes'],
    ['/', 'https://www.example.com/v1/me/attributes'],
    ['/drift/', 'https://www.example.com/drift/v1/me/attributes'],
    ['https://attributes.example.com', 'https://attributes.example.com/v1/me/attributes'],
    ['http://localhost:8080/', 'http://localhost:8080/v1/me/attributes'],
  ])('for baseUrl %j goes to %s', async (baseUrl, url) => {
    expect((await ask({ baseUrl })).first?.url).toBe(url);
  });

  it('names the fields that are wanted', async () => {
    expect((await ask({ fields: ['first_name', 'a&b'] })).first?.url).toMatch(/\?fields=first_name,a%26b$/);
  });

  it('carries the library’s header, and cookies, to the page’s own origin', async () => {
    const { first } = await ask({});
    expect(first?.headers.get('X-Drift-Attributes')).toBe('1');
    expect(first?.init.credentials).toBe('same-origin');
  });

  it('carries no header to another origin, where it would cost a preflight', async () => {
    const { first } = await ask({ baseUrl: 'https://attributes.example.com', credentials: 'include' });
    expect([...(first?.headers ?? [])]).toEqual([]);
    expect(first?.init.credentials).toBe('include');
  });

  it('carries the token and then no cookies', async () => {
    const { first } = await ask({ getToken: async () => 'a.b.c' });
    expect(first?.headers.get('Authorization')).toBe('Bearer a.b.c');
    expect(first?.init.credentials).toBe('omit');
  });

  it('follows no redirect and tells no referrer', async () => {
    expect((await ask({})).first?.init).toMatchObject({ redirect: 'error', referrerPolicy: 'no-referrer' });
  });

  it('goes through the page’s own fetch when it gives one', async () => {
    const seen: unknown[] = [];
    const { page } = await ask({
      fetch: async (url) => {
        seen.push(url);
        return new Response();
      },
    });
    expect(seen).toHaveLength(1);
    expect(page.sent).toEqual([]);
  });
});

describe('a refused token', () => {
  it('is renewed once', async () => {
    const { page, ready } = await ask(
      { getToken: inTurn('old', 'new') },
      refuses(401, 'token_expired'),
      answers(),
    );
    expect(ready.status).toBe('ready');
    expect(page.sent.map(({ headers }) => headers.get('Authorization'))).toEqual([
      'Bearer old',
      'Bearer new',
    ]);
  });

  it('is not renewed twice', async () => {
    const { page, ready } = await ask({ getToken: inTurn('1', '2', '3') }, refuses(401, 'token_expired'));
    expect(ready).toMatchObject({ status: 'unauthenticated', reason: 'token_expired' });
    expect(page.sent).toHaveLength(2);
  });

  it.each([
    ['the same token', 'old'],
    ['none', null],
  ])('is not sent again when getToken then has %s', async (_, next) => {
    const { page, ready } = await ask({ getToken: inTurn('old', next) }, refuses(401, 'token_expired'));
    expect(ready.status).toBe('unauthenticated');
    expect(page.sent).toHaveLength(1);
  });
});

describe('without a session', () => {
  it.each<[string, Partial<DriftAttributesOptions>]>([
    ['getToken gives null', { getToken: () => null }],
    ['getToken gives an empty text', { getToken: async () => '' }],
    ['hasSession gives false', { hasSession: () => false }],
    [
      'hasSession resolves to false, whatever getToken has',
      { hasSession: async () => false, getToken: () => 'a' },
    ],
  ])('nothing is asked: %s', async (_, options) => {
    const { page, ready } = await ask(options);
    expect(ready).toMatchObject({ status: 'unauthenticated', reason: 'no_session' });
    expect(page.sent).toEqual([]);
    expect(page.clock.waiting).toBe(0);
  });

  it.each<[string, Partial<DriftAttributesOptions>]>([
    [
      'getToken throws',
      {
        getToken: () => {
          throw new Error('no');
        },
      },
    ],
    ['getToken rejects', { getToken: () => Promise.reject(new Error('no')) }],
    [
      'hasSession throws',
      {
        hasSession: () => {
          throw new Error('no');
        },
      },
    ],
    [
      'consent throws',
      {
        consent: () => {
          throw new Error('no');
        },
      },
    ],
    ['consent rejects', { consent: () => Promise.reject(new Error('no')) }],
  ])('nothing is asked, and nothing thrown: %s', async (_, options) => {
    const { page, ready } = await ask(options);
    expect(ready).toMatchObject({ status: 'failed', reason: 'callback_failed' });
    expect(page.sent).toEqual([]);
  });
});

describe('consent', () => {
  it.each([
    ['a function that says nothing', () => undefined, 0],
    ['a function that says no', () => false, 0],
    ['a function that says no later', async () => null, 0],
    ['a function that says yes', () => true, 1],
    ['a function that says yes later', async () => 'granted', 1],
    ['a promise that says no', Promise.resolve(false), 0],
    ['a promise that resolves to nothing, as those of many consent banners do', Promise.resolve(), 1],
  ])('by %s', async (_by, consent, requests) => {
    const { page } = await ask({ consent });
    expect(page.sent).toHaveLength(requests);
  });

  it('that is refused is final until the page asks again', async () => {
    const { page, attributes, ready } = await ask({ consent: inTurn(false, true) as () => boolean });
    expect(ready).toMatchObject({ status: 'refused', reason: 'no_consent' });
    expect(page.sent).toEqual([]);
    expect((await attributes.refresh()).status).toBe('ready');
  });

  it('is waited for, and the answer then comes late', async () => {
    const page = createPage();
    let consent: (given: boolean) => void = () => {};
    const attributes = createDriftAttributes(
      {
        baseUrl: '',
        consent: new Promise((resolve) => {
          consent = resolve;
        }),
      },
      page.world,
    );
    attributes.ready();
    await page.pass(60_000);
    expect(page.sent).toEqual([]);
    consent(true);
    await page.settle();
    expect(attributes.get('first_name', '')).toBe('Ada');
  });
});

describe('options that cannot work', () => {
  it.each<[string, Record<string, unknown>]>([
    ['no baseUrl', {}],
    ['a baseUrl that is no address', { baseUrl: 'https://exa mple.com' }],
    ['an address that is no web address', { baseUrl: 'ftp://example.com' }],
    ['an address without a host', { baseUrl: 'https://' }],
    ['an address without its scheme', { baseUrl: 'attributes.example.com' }],
    ['an address without its scheme, with a port', { baseUrl: 'localhost:8080' }],
    ['a path that would depend on the page', { baseUrl: 'drift' }],
    ['an address with a query', { baseUrl: 'https://example.com/?a=1' }],
    ['an address with a fragment', { baseUrl: 'https://example.com/#a' }],
    ['an address with a password', { baseUrl: 'https://ada:secret@example.com' }],
    ['plain http from an https page', { baseUrl: 'http://example.com' }],
    ['no field at all', { baseUrl: '', fields: [] }],
  ])('are refused at construction: %s', (_, options) => {
    const page = createPage();
    const construct = () => createDriftAttributes(options as DriftAttributesOptions, page.world);
    expect(construct).toThrow(expect.objectContaining({ name: 'TypeError' }));
  });

  it.each([
    ['', 'http://page.invalid/v1/me/attributes'],
    ['http://attributes.example.com', 'http://attributes.example.com/v1/me/attributes'],
  ])('are not those of a page that is rendered on a server: %j', async (baseUrl, url) => {
    const page = createPage();
    const attributes = createDriftAttributes({ baseUrl }, { ...page.world, page: undefined });
    page.replies(breaks);
    attributes.ready();
    await page.settle();
    expect(page.sent[0]?.url).toBe(url);
  });
});
