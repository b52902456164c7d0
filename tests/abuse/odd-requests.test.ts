// Requests that no browser makes: each gets one plain answer or none, nothing is read that need not be, and the server lives.

import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createPassingClock } from '../support/passing-clock.ts';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { allFrom, askRaw, connectTo, exchangeRaw, rawRequest, readAnswers } from '../support/raw-http.ts';

let proxy: RunningProxy;
beforeAll(async () => {
  proxy = await startProxy();
});
beforeEach(() => proxy.sandbox.calls.reset());
afterEach(async () => {
  expect((await request(proxy.url).get('/healthz')).status).toBe(200);
});
afterAll(() => proxy.stop());

const bearer = (sub = 'user-ada') => ['Authorization', proxy.bearer({ sub }).Authorization] as const;
const codeOf = (text: string): unknown => JSON.parse(text).code;

describe('on one connection', () => {
  it('requests that come all at once are answered one after another, each with its own', async () => {
    // Misses that come together gather for a moment, which is the machine's here.
    const passing = await startProxy({ clock: createPassingClock() });
    const subjects = ['user-ada', 'user-bo', 'user-cleo', 'user-dee', 'user-ada'];
    const bytes = subjects.map((sub, index) => {
      const last = index === subjects.length - 1;
      return rawRequest('/v1/me/attributes', [bearer(sub), ['Connection', last ? 'close' : 'keep-alive']]);
    });
    const answers = await exchangeRaw(passing.url, bytes.join(''));
    expect(answers.map(({ text }) => JSON.parse(text).attributes.first_name)).toEqual([
      'Ada',
      'Bo',
      'Cleo',
      'Dee',
      'Ada',
    ]);
    await passing.stop();
  });

  it.each([
    'GARBAGE\r\n\r\n',
    '\x00\x01\x02',
    'GET / HTTP/1.1\r\nHost : x\r\n\r\n',
    '}\r\n\r\nGET /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
  ])(
    'what cannot be read (%j) neither takes the place of the answer before it nor gets one of its own',
    async (garbage) => {
      proxy.clock.advance(86_400_000);
      const seconds = proxy.clock.wall() / 1000;
      const authorization = proxy.bearer({ iat: seconds, exp: seconds + 60 }).Authorization;
      const good = rawRequest('/v1/me/attributes', [
        ['Authorization', authorization],
        ['Connection', 'keep-alive'],
      ]);
      const answers = await exchangeRaw(proxy.url, `${good}${garbage}`);
      expect(answers.map(({ status, headers }) => [status, headers['connection']])).toEqual([[200, 'close']]);
    },
  );

  it('what cannot be read after an answer that has gone out is a problem of its own', async () => {
    const socket = connectTo(proxy.url);
    const all = allFrom(socket);
    socket.write(rawRequest('/healthz', [['Connection', 'keep-alive']]));
    await once(socket, 'data');
    socket.write('GARBAGE\r\n\r\n');
    expect(readAnswers(await all).map(({ status }) => status)).toEqual([200, 400]);
  });

  it('a whole request that follows one with two lengths is never seen', async () => {
    const smuggled = rawRequest('/v1/me/attributes', [bearer()]);
    const before = proxy.lines.length;
    const answers = await exchangeRaw(
      proxy.url,
      `POST /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
    );
    expect(answers.map(({ status }) => status)).toEqual([400]);
    expect(proxy.lines.slice(before).join('')).not.toContain('/v1/me/attributes');
  });
});

describe('a body', () => {
  /** Says that so much will come, sends a little, and waits for the server to end the connection. */
  const sendLittleOf = async (
    method: string,
    target: string,
    headers: readonly (readonly [string, string])[],
    origin = proxy.url,
  ) => {
    const head = rawRequest(target, [['Connection', 'keep-alive'], ...headers], { method });
    const [answer, ...others] = await exchangeRaw(origin, `${head}a few bytes`);
    expect(others).toEqual([]);
    return answer;
  };

  it.each<[string, string, string, readonly (readonly [string, string])[], number]>([
    ['5 GB with GET', 'GET', '/healthz', [['Content-Length', '5368709120']], 200],
    ['5 GB with a GET that is refused', 'GET', '/v1/me/attributes', [['Content-Length', '5368709120']], 401],
    ['5 GB with OPTIONS', 'OPTIONS', '/v1/me/attributes', [['Content-Length', '5368709120']], 204],
    ['5 GB with POST', 'POST', '/v1/me/attributes', [['Content-Length', '5368709120']], 405],
    ['5 GB for a path that is not there', 'PUT', '/nowhere', [['Content-Length', '5368709120']], 404],
    ['chunks without end with POST', 'POST', '/healthz', [['Transfer-Encoding', 'chunked']], 405],
  ])(
    'of %s is not read: the answer comes at once and ends the connection',
    async (_what, method, target, headers, status) => {
      const answer = await sendLittleOf(method, target, headers);
      expect([answer?.status, answer?.headers['connection']]).toEqual([status, 'close']);
    },
  );

  it('of 5 GB with a GET that is answered well is not read either', async () => {
    const answer = await sendLittleOf('GET', '/v1/attributes', [
      bearerNow(),
      ['Content-Length', '5368709120'],
    ]);
    expect([answer?.status, answer?.headers['connection']]).toEqual([200, 'close']);
  });

  it('of 5 GB is not read by the operator listener either', async () => {
    const headers = [
      ['Content-Type', 'application/json'],
      ['Content-Length', '5368709120'],
    ] as const;
    const answer = await sendLittleOf('POST', '/forget', headers, proxy.adminUrl);
    expect([answer?.status, answer?.headers['connection']]).toEqual([413, 'close']);
  });

  it('that is broken in the middle is a bad request', async () => {
    const head = rawRequest(
      '/forget',
      [
        ['Content-Type', 'application/json'],
        ['Transfer-Encoding', 'chunked'],
      ],
      { method: 'POST' },
    );
    const [answer] = await exchangeRaw(proxy.adminUrl, `${head}5\r\n{"id"\r\nnonsense\r\n`);
    expect([answer?.status, codeOf(answer?.text ?? '{}')]).toEqual([400, 'request_invalid']);
  });

  it('that is announced with 100-continue changes nothing about the answer', async () => {
    const announced = [bearerNow(), ['Expect', '100-continue']] as const;
    const answers = await exchangeRaw(proxy.url, rawRequest('/v1/me/attributes', announced));
    expect(answers.map(({ status }) => status)).toEqual([100, 200]);
  });

  it('whose end cannot be known ends the connection', async () => {
    const bytes = 'POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n';
    const answers = await exchangeRaw(proxy.url, `${bytes}${rawRequest('/v1/me/attributes', [bearerNow()])}`);
    expect(answers).toHaveLength(1);
    expect(answers[0]?.status).toBeGreaterThanOrEqual(400);
  });
});

const bearerNow = () => {
  const seconds = proxy.clock.wall() / 1000;
  return ['Authorization', proxy.bearer({ iat: seconds, exp: seconds + 60 }).Authorization] as const;
};

describe('a method or protocol', () => {
  const tunnel = 'CONNECT drift.example:443 HTTP/1.1\r\nHost: drift.example:443\r\n\r\n';

  it('CONNECT is refused, and no tunnel is left open', async () => {
    const answers = await exchangeRaw(proxy.url, `${tunnel}GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n`);
    expect(answers.map(({ status, text }) => [status, codeOf(text)])).toEqual([[405, 'method_not_allowed']]);
  });

  it('CONNECT behind a request does not take the place of its answer', async () => {
    const good = rawRequest('/v1/me/attributes', [bearerNow(), ['Connection', 'keep-alive']]);
    const answers = await exchangeRaw(proxy.url, `${good}${tunnel}`);
    expect(answers.map(({ status }) => status)).toEqual([200]);
  });

  it('TRACE echoes nothing', async () => {
    const { status, text } = await askRaw(
      proxy.url,
      '/v1/me/attributes',
      [['X-Canary', 'canary-trace'], bearerNow()],
      { method: 'TRACE' },
    );
    expect([status, text.includes('canary-trace')]).toEqual([405, false]);
  });

  it.each(['websocket', 'h2c', 'TLS/1.3, HTTP/1.1'])('Upgrade: %s upgrades nothing', async (protocol) => {
    const upgrade = [
      ['Connection', 'Upgrade, close'],
      ['Upgrade', protocol],
      ['HTTP2-Settings', 'AAMAAABkAAQAAP__'],
    ] as const;
    expect((await askRaw(proxy.url, '/healthz', upgrade)).status).toBe(200);
    expect((await askRaw(proxy.url, '/v1/me/attributes', upgrade)).status).toBe(401);
  });

  it.each(['something', '200-ok', ''])('Expect: %s is neither met nor an error of ours', async (value) => {
    expect((await askRaw(proxy.url, '/v1/me/attributes', [['Expect', value]])).status).toBe(401);
  });

  it('HTTP/1.0 without Host is answered, and the connection ended', async () => {
    const [answer] = await exchangeRaw(proxy.url, 'GET /healthz HTTP/1.0\r\n\r\n');
    expect([answer?.status, answer?.headers['connection']]).toEqual([200, 'close']);
  });

  it('HTTP/1.0 opens nothing', async () => {
    const [answer] = await exchangeRaw(proxy.url, 'GET /v1/me/attributes HTTP/1.0\r\n\r\n');
    expect(answer?.status).toBe(401);
  });

  it.each([
    'GET /healthz\r\n\r\n',
    'GET /healthz HTTP/9.9\r\nHost: x\r\n\r\n',
    'GET /healthz HTTP/2\r\nHost: x\r\n\r\n',
    'get /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    'GETT /healthz HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /health z HTTP/1.1\r\nHost: x\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: x\r\nA\x00: b\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\x00c\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: x\r\n: b\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n',
    'GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: +3\r\n\r\nabc',
    'GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3, 3\r\n\r\nabc',
    'GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd',
    'GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 0x3\r\n\r\nabc',
    'POST /healthz HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n',
  ])('%j is a bad request', async (bytes) => {
    const answers = await exchangeRaw(proxy.url, bytes);
    expect(answers.map(({ status, text }) => [status, codeOf(text)])).toEqual([[400, 'request_invalid']]);
  });
});

describe('headers', () => {
  it('beyond two thousand are read like the first', async () => {
    const many = Array.from({ length: 2_100 }, () => ['a', ''] as const);
    const { status } = await askRaw(proxy.url, '/v1/me/attributes', [...many, bearerNow()]);
    expect(status).toBe(200);
  });

  it('a second Authorization beyond two thousand others is a second one', async () => {
    const many = Array.from({ length: 2_100 }, () => ['a', ''] as const);
    const { status, text } = await askRaw(proxy.url, '/v1/me/attributes', [
      bearerNow(),
      ...many,
      bearerNow(),
    ]);
    expect([status, codeOf(text)]).toEqual([400, 'token_conflict']);
  });

  it.each([
    '=',
    ';;;;',
    'session',
    'session=',
    '=session',
    'session;=x',
    ' session = x',
    '__proto__=x; constructor=y; toString=z',
    'a=%ff%fe; b=%',
    'a="unclosed; b=c',
    `a=${'x'.repeat(4_000)}`,
    'a=b=c=d',
    'a=\u00ff',
    Array.from({ length: 100 }, (_, index) => `cookie${index}=${index}`).join('; '),
    Array.from({ length: 100 }, () => 'session=').join('; '),
  ])('Cookie: %j is no credential and no error', async (cookie) => {
    const { status, text } = await askRaw(proxy.url, '/v1/me/attributes', [
      ['Cookie', cookie],
      ['X-Drift-Attributes', '1'],
    ]);
    expect([status, codeOf(text)]).toEqual([401, 'token_missing']);
  });

  it.each(['session="x"', 'session=x=y', 'session=%65yJ', 'a=b; session=undefined', 'session=<script>'])(
    'Cookie: %j is a token that is none',
    async (cookie) => {
      const { status, text } = await askRaw(proxy.url, '/v1/me/attributes', [
        ['Cookie', cookie],
        ['X-Drift-Attributes', '1'],
      ]);
      expect([status, codeOf(text)]).toEqual([401, 'token_invalid']);
    },
  );

  it('a hundred cookies before the session cookie do not hide it', async () => {
    const others = Array.from({ length: 100 }, (_, index) => `cookie${index}=${index}`).join('; ');
    const token = bearerNow()[1].slice('Bearer '.length);
    const headers = [
      ['Cookie', `${others}; session=${token}`],
      ['X-Drift-Attributes', '1'],
    ] as const;
    expect((await askRaw(proxy.url, '/v1/me/attributes', headers)).status).toBe(200);
  });

  it('a hundred session cookies are a conflict', async () => {
    const cookies = Array.from({ length: 100 }, () => 'session=x').join('; ');
    const { status, text } = await askRaw(proxy.url, '/v1/me/attributes', [
      ['Cookie', cookies],
      ['X-Drift-Attributes', '1'],
    ]);
    expect([status, codeOf(text)]).toEqual([400, 'token_conflict']);
  });

  it('thousands of query parameters are read or ignored, and no error', async () => {
    const query = Array.from({ length: 3_000 }, (_, index) => `a${index % 10}`).join('&');
    const { status } = await askRaw(proxy.url, `/v1/me/attributes?${query}`, [bearerNow()]);
    expect(status).toBe(200);
  });
});
