// Does anybody notice that header lines become an object late? Only Node's own question, which no longer makes one.

import { once } from 'node:events';
import { createServer, IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { makeHeadersLate } from '../../../server/http/late-headers.ts';
import { exchangeRaw, rawRequest } from '../../support/raw-http.ts';

let servers: Server[] = [];
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

type Lines = { made: number };

/** Requests that count each line that is made part of an object. */
const requestsCountedIn = (lines: Lines, prepare: (prototype: IncomingMessage) => void) => {
  class Counted extends IncomingMessage {
    _addHeaderLine(...line: unknown[]): void {
      lines.made += 1;
      Reflect.get(IncomingMessage.prototype, '_addHeaderLine').apply(this, line);
    }
  }
  prepare(Counted.prototype);
  return Counted;
};

const serve = async (
  listener: RequestListener,
  prepare: (prototype: IncomingMessage) => void = makeHeadersLate,
  lines: Lines = { made: 0 },
): Promise<{ url: string; server: Server }> => {
  const server = createServer(
    { IncomingMessage: requestsCountedIn(lines, prepare), requireHostHeader: false },
    listener,
  );
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
};

const request = rawRequest('/', [
  ['X-Word', 'Ada'],
  ['Cookie', 'a=1'],
  ['cookie', 'b=2'],
  ['Set-Cookie', 'c=3'],
  ['X-FORWARDED-FOR', '192.0.2.1'],
  ['X-Forwarded-For', '192.0.2.2'],
  ['__proto__', 'x'],
]);

describe('whoever reads headers first finds what Node would have made', () => {
  it.each<[string, (headers: IncomingMessage['headers']) => unknown]>([
    ['one by its name', (headers) => headers.cookie],
    ['one that is not there', (headers) => [headers['x-none'], headers.expect]],
    ['whether one is there', (headers) => ['x-word' in headers, 'x-none' in headers, 'expect' in headers]],
    ['all names', (headers) => Object.keys(headers)],
    ['all of them', (headers) => ({ ...headers })],
    ['as JSON', (headers) => JSON.stringify(headers)],
    ['what one is', (headers) => Object.getOwnPropertyDescriptor(headers, 'set-cookie')],
    ['its prototype', (headers) => Object.getPrototypeOf(Object.getPrototypeOf(headers))],
    ['with one put in', (headers) => ({ ...Object.assign(headers, { 'x-word': 'Bea', connection: 'x' }) })],
    [
      'with one defined',
      (headers) => ({
        ...Object.defineProperty(headers, 'x-own', { value: 1, enumerable: true, configurable: true }),
      }),
    ],
    ['with one taken out', (headers) => [Reflect.deleteProperty(headers, 'x-word'), { ...headers }]],
  ])('%s', async (_what, read) => {
    const found: unknown[] = [];
    for (const prepare of [makeHeadersLate, () => {}]) {
      const { url } = await serve(({ headers }, response) => {
        found.push(read(headers), { ...headers });
        response.end();
      }, prepare);
      await exchangeRaw(url, request);
    }
    expect(found).toHaveLength(4);
    expect(found.slice(0, 2)).toEqual(found.slice(2));
  });

  it('and whoever reads later finds what was put in', async () => {
    const found: unknown[] = [];
    const { url } = await serve((came, response) => {
      came.headers['x-word'] = 'Bea';
      const { headers } = came;
      found.push(headers['x-word'], headers === came.headers);
      came.headers = { 'x-word': 'Cleo' };
      found.push(came.headers);
      response.end();
    });
    await exchangeRaw(url, request);
    expect(found).toEqual(['Bea', true, { 'x-word': 'Cleo' }]);
  });

  it('even when they are replaced before anybody has read them', async () => {
    const found: unknown[] = [];
    const { url } = await serve((came, response) => {
      came.headers = { 'x-word': 'Cleo' };
      found.push({ ...came.headers }, came.headers['x-word']);
      response.end();
    });
    await exchangeRaw(url, request);
    expect(found).toEqual([{ 'x-word': 'Cleo' }, 'Cleo']);
  });
});

it('the first reader cannot freeze them, and is told so', async () => {
  const { url } = await serve(({ headers }, response) => {
    expect(() => Object.freeze(headers)).toThrow(TypeError);
    response.end('told');
  });
  expect((await exchangeRaw(url, request)).map(({ text }) => text)).toEqual(['told']);
});

describe('Node', () => {
  it('makes no object of lines that nobody reads', async () => {
    const [late, ofNode] = [{ made: 0 }, { made: 0 }];
    for (const [lines, prepare] of [
      [late, makeHeadersLate],
      [ofNode, () => {}],
    ] as const) {
      const { url } = await serve((_request, response) => void response.end(), prepare, lines);
      await exchangeRaw(url, request);
    }
    expect(late.made).toBe(0);
    expect(ofNode.made).toBeGreaterThan(7);
  });

  it.each(['Expect', 'expect', 'EXPECT'])('meets an expectation as ever: %s', async (name) => {
    const { url } = await serve((came, response) => void response.end(came.headers.expect));
    const head = [[name, '100-continue'] as const, ['Content-Length', '0'] as const];
    const [first, second] = await exchangeRaw(url, rawRequest('/', head, { method: 'POST' }));
    expect([first?.status, second?.text]).toEqual([100, '100-continue']);
  });

  it('asks for one that it cannot meet as ever', async () => {
    const { url, server } = await serve(() => {});
    server.on('checkExpectation', (came, response) => void response.end(came.headers.expect));
    const [answer] = await exchangeRaw(url, rawRequest('/', [['Expect', 'x']]));
    expect(answer?.text).toBe('x');
  });
});
