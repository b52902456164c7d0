// Every limit of a listener, on a server that does next to nothing, with limits short enough to be waited for.

import { once } from 'node:events';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ProxyError } from '../../../server/errors.ts';
import { createListener, type ListenerLimits } from '../../../server/http/listener.ts';
import { expectProblem } from '../../support/problem.ts';
import { allFrom, connectTo, exchangeRaw, rawRequest, readAnswers } from '../../support/raw-http.ts';

let server: Server;
let refusals: (readonly [failure: ProxyError, requestId: string])[] = [];
afterEach(() => {
  refusals = [];
  server.closeAllConnections();
  server.close();
});

type Changes = {
  readonly streams?: number;
  readonly limits?: Partial<ListenerLimits>;
  readonly keepAlive?: number;
  readonly app?: RequestListener;
};

const answerAll: RequestListener = (_request, response) => {
  response.setHeader('Content-Length', 2);
  response.end('ok');
};
const waitForBody: RequestListener = (request, response) => {
  request.resume().once('end', () => response.end('ok'));
};

const make = ({ limits = {}, keepAlive = 60_000, app = answerAll, streams = 0 }: Changes = {}): Server => {
  server = createListener({
    serveAtOnce: () => false,
    app,
    keepAlive,
    limits,
    streams,
    wall: () => 0,
    refused: (...refusal) => refusals.push(refusal),
  });
  return server;
};
const listen = async (changes: Changes): Promise<string> => {
  make(changes).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const short = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };

describe('a listener', () => {
  it('has the limits of the contract, each set on purpose', () => {
    const { headersTimeout, requestTimeout, keepAliveTimeout, timeout, maxConnections, maxHeadersCount } =
      make({ keepAlive: 65_000 });
    expect({
      headersTimeout,
      requestTimeout,
      keepAliveTimeout,
      timeout,
      maxConnections,
      maxHeadersCount,
    }).toEqual({
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
      timeout: 120_000,
      maxConnections: 10_000,
      maxHeadersCount: 0,
    });
    expect(server).toMatchObject({ connectionsCheckingInterval: 1_000, maxHeaderSize: 16_384 });
  });

  it('has room for streams beside all other connections', () => {
    expect(make({ streams: 500 }).maxConnections).toBe(10_500);
  });

  it.each([
    ['nothing', ''],
    ['half a line', 'GET /heal'],
    ['headers that do not end', 'GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n'],
  ])('answers a client that sends %s with 408, and tells of it', async (_what, bytes) => {
    const origin = await listen({ limits: short });
    const [answer, ...others] = await exchangeRaw(origin, bytes);
    expect(others).toEqual([]);
    const headers = expectProblem(answer ?? { status: 0, headers: {}, text: '{}' }, 'request_invalid', 408);
    expect(headers['connection']).toBe('close');
    expect(refusals.map(([{ code, status, reason }]) => [code, status, reason])).toEqual([
      ['request_invalid', 408, 'not_http'],
    ]);
    expect(refusals[0]?.[1]).toBe(headers['x-request-id']);
  });

  it('answers a body that does not arrive with 408', async () => {
    const origin = await listen({ limits: short, app: waitForBody });
    const bytes = rawRequest(
      '/',
      [
        ['Content-Length', '10'],
        ['Connection', 'keep-alive'],
      ],
      { method: 'POST' },
    );
    const [answer] = await exchangeRaw(origin, `${bytes}abc`);
    expectProblem(answer ?? { status: 0, headers: {}, text: '{}' }, 'request_invalid', 408);
  });

  it('does not count the time for which a client waits for its answer', async () => {
    let finish = (): void => {};
    const origin = await listen({
      limits: short,
      app: (_request, response) => {
        finish = () => response.end('ok');
      },
    });
    const waiting = exchangeRaw(origin, rawRequest('/'));
    const silent = exchangeRaw(origin, '');
    await silent; // a whole timeout has gone by
    finish();
    expect((await waiting).map(({ status }) => status)).toEqual([200]);
  });

  it('ends a connection that stays silent after an answer', async () => {
    const origin = await listen({ keepAlive: 50 });
    const answers = await exchangeRaw(origin, rawRequest('/', [['Connection', 'keep-alive']]));
    expect(answers.map(({ status }) => status)).toEqual([200]);
  });

  it('ends a connection whose client does not take its answers', async () => {
    const large = 'x'.repeat(256 * 1024);
    const origin = await listen({
      limits: { silence: 200 },
      app: (_request, response) => {
        response.end(large);
      },
    });
    const ended = once(server, 'connection').then(([socket]) => once(socket, 'close'));
    const client = connectTo(origin);
    client.on('error', () => {});
    client.pause();
    client.write(rawRequest('/', [['Connection', 'keep-alive']]).repeat(64));
    await ended;
    client.destroy();
  });

  it('takes no more connections than it may', async () => {
    const origin = await listen({ limits: { maxConnections: 2 } });
    const kept = [connectTo(origin), connectTo(origin)];
    await Promise.all(kept.map((socket) => once(socket, 'connect')));
    const dropped = once(server, 'drop');
    const third = connectTo(origin);
    expect(await allFrom(third)).toBe('');
    await dropped;
    for (const socket of kept) socket.destroy();
  });

  it('answers headers beyond 16 KiB with 431, and hands nearly as many to the application', async () => {
    const origin = await listen({});
    const over = await exchangeRaw(origin, rawRequest('/', [['A', 'x'.repeat(16_384)]]));
    expect(over.map(({ status }) => status)).toEqual([431]);
    const under = await exchangeRaw(origin, rawRequest('/', [['A', 'x'.repeat(16_000)]]));
    expect(under.map(({ status }) => status)).toEqual([200]);
  });

  it.each([
    ['a HEAD', '', false],
    ['a HEAD behind empty lines', '\r\n\r\n', false],
    ['a GET', '', true],
  ])('says what is wrong with %s, with a body unless it is a HEAD', async (_what, before, hasBody) => {
    const origin = await listen({});
    const socket = connectTo(origin);
    const all = allFrom(socket);
    const twice: [string, string][] = [
      ['Content-Length', '0'],
      ['Transfer-Encoding', 'chunked'],
    ];
    socket.write(before + rawRequest('/', twice, { method: hasBody ? 'GET' : 'HEAD' }));
    const refusal = (await all).split('HTTP/1.1 400 ')[1] ?? '';
    expect(refusal).toMatch(/^Content-Length: [1-9]/m);
    expect(refusal.split('\r\n\r\n')[1] === '').toBe(!hasBody);
  });

  it('is not confused by a client that leaves in the middle of a line', async () => {
    const origin = await listen({});
    const leaving = connectTo(origin);
    const all = allFrom(leaving);
    leaving.end('GET / HT');
    expect(readAnswers(await all).map(({ status }) => status)).toEqual([400]);
    expect((await exchangeRaw(origin, rawRequest('/'))).map(({ status }) => status)).toEqual([200]);
  });
});
