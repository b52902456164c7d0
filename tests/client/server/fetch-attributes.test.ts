// A page is rendered in time whatever the proxy does, and the proxy learns nothing of the request but the token.

import { createServer, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Request as ExpressRequest } from 'express';
import fc from 'fast-check';
import {
  createFetchAttributes,
  type FetchAttributesOptions,
  fetchAttributes,
  type NoAttributesReason,
  type PageRequest,
} from '../../../client/server/fetch-attributes.ts';
import type { AttributesBody } from '../../../server/http/contract.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const body: AttributesBody = {
  known: true,
  attributes: { first_name: 'Ada', tags: ['a', 'b'], seats: 3, active: true },
  asOf: '2026-11-22T10:00:00.000Z',
  stale: false,
};

const visit = {
  headers: { cookie: 'theme=dark; session=a.b.c', origin: 'https://evil.example', host: 'www.example.com' },
};
const options: FetchAttributesOptions = { baseUrl: 'https://proxy.example.com', cookie: 'session' };

/** Asks with a fetch of the test's, and gives the answer with the reason for null. */
const askWith = async (
  fetch: typeof globalThis.fetch,
  more: Partial<FetchAttributesOptions> = {},
  request: PageRequest = visit,
) => {
  const reasons: NoAttributesReason[] = [];
  const answer = await fetchAttributes(request, {
    ...options,
    fetch,
    onNull: (reason) => reasons.push(reason),
    ...more,
  });
  return { answer, reasons };
};

const asked = () => {
  const calls: { url: string; init: RequestInit | undefined }[] = [];
  const fetch: typeof globalThis.fetch = async (url, init) => {
    calls.push({ url: String(url), init });
    return Response.json(body);
  };
  return { calls, fetch };
};

describe('what is asked', () => {
  it('is the visitor of the token, and the answer is given as it came', async () => {
    const { calls, fetch } = asked();
    expect(await askWith(fetch)).toEqual({ answer: body, reasons: [] });
    expect(calls.map(({ url }) => url)).toEqual(['https://proxy.example.com/v1/me/attributes']);
  });

  it.each([
    ['https://proxy.example.com/', undefined, 'https://proxy.example.com/v1/me/attributes'],
    ['http://127.0.0.1:8080/drift', undefined, 'http://127.0.0.1:8080/drift/v1/me/attributes'],
    [
      'https://proxy.example.com',
      ['first_name', 'a&b'],
      'https://proxy.example.com/v1/me/attributes?fields=first_name,a%26b',
    ],
  ])('of %s with fields %j is %s', async (baseUrl, fields, url) => {
    const { calls, fetch } = asked();
    await askWith(fetch, { baseUrl, fields });
    expect(calls[0]?.url).toBe(url);
  });

  it('is kept by no cache and follows no redirect', async () => {
    const { calls, fetch } = asked();
    await askWith(fetch);
    expect(calls[0]?.init).toMatchObject({ cache: 'no-store', redirect: 'manual' });
  });

  it('is nothing without a session', async () => {
    const { calls, fetch } = asked();
    expect(await askWith(fetch, {}, { headers: {} })).toEqual({ answer: null, reasons: ['no_session'] });
    expect(calls).toEqual([]);
  });

  it.each([
    ['a malformed cookie', 'session=a.b', 'token_invalid'],
    ['a cookie that comes twice', 'session=a.b.c; session=a.b.c', 'token_conflict'],
  ])('is nothing with %s', async (_what, cookie, reason) => {
    const { calls, fetch } = asked();
    expect(await askWith(fetch, {}, { headers: { cookie } })).toEqual({ answer: null, reasons: [reason] });
    expect(calls).toEqual([]);
  });

  it('carries the token of getToken, and then no cookie counts', async () => {
    const { calls, fetch } = asked();
    await askWith(fetch, { getToken: async (request) => (request === visit ? 'x.y.z' : null) });
    expect(calls[0]?.init?.headers).toMatchObject({ Authorization: 'Bearer x.y.z' });
  });

  it.each<[string, () => unknown, NoAttributesReason]>([
    ['gives null', () => null, 'no_session'],
    ['gives what is no token', () => 'x.y.z\r\nX-Admin: 1', 'token_invalid'],
    [
      'throws',
      () => {
        throw new Error('no database');
      },
      'callback_failed',
    ],
    ['rejects', () => Promise.reject(new Error('no database')), 'callback_failed'],
  ])('is nothing when getToken %s', async (_how, getToken, reason) => {
    const { calls, fetch } = asked();
    expect(await askWith(fetch, { getToken: getToken as () => string })).toEqual({
      answer: null,
      reasons: [reason],
    });
    expect(calls).toEqual([]);
  });
});

describe('the answer is null and nothing is thrown', () => {
  const problem = (status: number, code: unknown) =>
    new Response(JSON.stringify({ type: 'about:blank', status, code }), { status });

  it.each<[string, () => Response, NoAttributesReason]>([
    ['the session has ended', () => problem(401, 'token_expired'), 'token_expired'],
    ['the proxy refuses', () => problem(403, 'not_allowed'), 'not_allowed'],
    ['too much was asked', () => problem(429, 'too_many_requests'), 'too_many_requests'],
    ['a code is none', () => problem(500, '<script>'), 'unreachable'],
    ['a failure is not JSON', () => new Response('<h1>Bad Gateway</h1>', { status: 502 }), 'unreachable'],
    [
      'it is redirected',
      () => new Response(null, { status: 302, headers: { Location: '/' } }),
      'unreachable',
    ],
    ['an answer is empty', () => new Response(''), 'unreachable'],
    ['an answer is cut short', () => new Response('{"known":true,'), 'unreachable'],
    ['an answer is null', () => Response.json(null), 'unreachable'],
    ['an answer lacks attributes', () => Response.json({ ...body, attributes: undefined }), 'unreachable'],
    ['attributes are a list', () => Response.json({ ...body, attributes: ['a'] }), 'unreachable'],
    ['an attribute is an object', () => Response.json({ ...body, attributes: { a: {} } }), 'unreachable'],
    ['a list holds numbers', () => Response.json({ ...body, attributes: { a: [1] } }), 'unreachable'],
    ['known is text', () => Response.json({ ...body, known: 'true' }), 'unreachable'],
  ])('when %s', async (_what, respond, reason) => {
    expect(await askWith(async () => respond())).toEqual({ answer: null, reasons: [reason] });
  });

  it('whatever JSON the proxy answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.constantFrom(200, 401, 503), async (value, status) => {
        expect((await askWith(async () => Response.json(value, { status }))).answer).toBeNull();
      }),
    );
  });

  it('whatever takes the place of a request', async () => {
    for (const request of [null, {}, { headers: null }, { headers: 'a' }, 7]) {
      expect((await askWith(asked().fetch, {}, request as PageRequest)).answer).toBeNull();
    }
  });

  it('when the network fails', async () => {
    const failing = async () => {
      throw new TypeError('fetch failed');
    };
    expect(await askWith(failing)).toEqual({ answer: null, reasons: ['unreachable'] });
  });

  it('when fetch throws at once', async () => {
    const failing = () => {
      throw new TypeError('no such option');
    };
    expect(await askWith(failing)).toEqual({ answer: null, reasons: ['unreachable'] });
  });

  it.each(['', '/drift', 'not a URL'])('when the proxy is said to be at %j', async (baseUrl) => {
    expect((await askWith(globalThis.fetch, { baseUrl })).reasons).toEqual(['unreachable']);
  });

  it('when onNull throws', async () => {
    const onNull = () => {
      throw new Error('the log is full');
    };
    expect((await askWith(asked().fetch, { onNull }, { headers: {} })).answer).toBeNull();
  });
});

describe('time', () => {
  const never = () => new Promise<never>(() => {});
  const onAPage = () => {
    const clock = createManualClock();
    const fetchInTime = createFetchAttributes({ after: clock.after, fetch: never });
    const reasons: NoAttributesReason[] = [];
    const onNull = (reason: NoAttributesReason) => reasons.push(reason);
    return { clock, fetchInTime, reasons, onNull };
  };

  it.each<[string, Partial<FetchAttributesOptions>]>([
    ['a fetch that never answers and knows no signal', { fetch: never }],
    ['a getToken that never answers', { getToken: never }],
    ['a body that never ends', { fetch: async () => new Response(new ReadableStream()) }],
  ])('is up: %s is not waited for', async (_what, more) => {
    const { clock, fetchInTime, reasons, onNull } = onAPage();
    const answer = fetchInTime(visit, { ...options, onNull, ...more });
    clock.advance(1500);
    expect(await answer).toBeNull();
    expect(reasons).toEqual(['timeout']);
  });

  it('is up: the request is given up too', async () => {
    const { clock, fetchInTime } = onAPage();
    let signal: AbortSignal | null | undefined;
    const fetch: typeof globalThis.fetch = (_, init) => {
      signal = init?.signal;
      return never();
    };
    const answer = fetchInTime(visit, { ...options, fetch });
    await Promise.resolve();
    clock.advance(1500);
    await answer;
    expect(signal?.aborted).toBe(true);
  });

  it('is up: a token that comes later is not sent', async () => {
    const { clock, fetchInTime } = onAPage();
    const { calls, fetch } = asked();
    let give = (_token: string): void => {};
    const getToken = () =>
      new Promise<string>((resolve) => {
        give = resolve;
      });
    const answer = fetchInTime(visit, { ...options, fetch, getToken });
    clock.advance(1500);
    await answer;
    give('a.b.c');
    await new Promise(setImmediate);
    expect(calls.filter(({ init }) => init?.signal?.aborted !== true)).toEqual([]);
  });

  it.each([
    [undefined, 1500],
    [200, 200],
  ])('given as %p is %d ms, and not a moment less', async (timeout, milliseconds) => {
    const { clock, fetchInTime } = onAPage();
    let ended = false;
    const answer = fetchInTime(visit, { ...options, timeout }).then(() => {
      ended = true;
    });
    clock.advance(milliseconds - 1);
    await new Promise(setImmediate);
    expect(ended).toBe(false);
    clock.advance(1);
    await answer;
  });

  it('leaves no timer behind when there is an answer', async () => {
    const { clock, fetchInTime } = onAPage();
    await fetchInTime(visit, { ...options, fetch: asked().fetch });
    expect(clock.waiting).toBe(0);
  });
});

describe('over the network', () => {
  const running: { close(): void }[] = [];
  const listen = async (listener: RequestListener): Promise<string> => {
    const server = createServer(listener);
    running.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  afterEach(() => {
    for (const server of running.splice(0)) server.close();
  });

  it('the proxy is sent the token as Bearer, and nothing else of the request', async () => {
    const received: IncomingMessage[] = [];
    const baseUrl = await listen((request, response) => {
      received.push(request);
      response.setHeader('Content-Type', 'application/json').setHeader('Connection', 'close');
      response.end(JSON.stringify(body));
    });
    const page = new Request('https://www.example.com/account?secret=1', {
      headers: {
        cookie: 'theme=dark; session=a.b.c',
        origin: 'https://www.example.com',
        referer: 'https://www.example.com/account?secret=1',
        'x-forwarded-for': '203.0.113.7',
        'x-request-id': 'visit-1',
        'user-agent': 'Visitor/1',
        'accept-language': 'de',
      },
    });
    expect(await fetchAttributes(page, { baseUrl, cookie: 'session' })).toEqual(body);
    expect(received[0]?.method).toBe('GET');
    expect(received[0]?.headers.authorization).toBe('Bearer a.b.c');
    const names = Object.keys(received[0]?.headers ?? {});
    for (const name of ['cookie', 'origin', 'referer', 'x-forwarded-for', 'x-request-id']) {
      expect(names).not.toContain(name);
    }
    expect(JSON.stringify(received[0]?.rawHeaders)).not.toMatch(/secret|Visitor|203\.0|visit-1|theme|"de"/);
  });

  it('a redirect is not followed: the token goes nowhere else', async () => {
    const elsewhere: string[] = [];
    const other = await listen((request, response) => {
      elsewhere.push(request.url ?? '');
      response.end(JSON.stringify(body));
    });
    const baseUrl = await listen((_, response) => {
      response.writeHead(307, { Location: `${other}/v1/me/attributes` }).end();
    });
    expect(await fetchAttributes(visit, { baseUrl, cookie: 'session' })).toBeNull();
    expect(elsewhere).toEqual([]);
  });

  it('a page that is rendered by Node is served as it is', async () => {
    const proxy = await listen((request, response) => {
      response.end(JSON.stringify({ ...body, attributes: { token: request.headers.authorization ?? '' } }));
    });
    const site = await listen(async (request, response) => {
      const data = await fetchAttributes(request, { baseUrl: proxy, cookie: 'session' });
      response.end(JSON.stringify(data?.attributes));
    });
    const page = await fetch(site, { headers: { cookie: 'session=a.b.c' } });
    expect(await page.json()).toEqual({ token: 'Bearer a.b.c' });
  });

  it("takes Express's request and a bag of headers, as the compiler sees it", () => {
    const ofExpress = (request: ExpressRequest) => fetchAttributes(request, options);
    const ofHeaders = (headers: Headers) => fetchAttributes({ headers }, options);
    expect([ofExpress, ofHeaders]).toHaveLength(2);
  });
});
