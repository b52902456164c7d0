// Does anybody notice that header lines become an object late? Only Node's own question, which makes none any more.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { IncomingMessage, type RequestListener, Server, ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { PerformanceObserver } from 'node:perf_hooks';
import { afterEach, describe, expect, it } from '@jest/globals';
import { makeHeadersLate, nodeAsksNext } from '../../../server/http/late-headers.ts';
import { exchangeRaw, rawRequest } from '../../support/raw-http.ts';

type Headers = IncomingMessage['headers'];
type Observe = (subject: unknown) => void;

/** One who looks at whatever a server is about to tell, before those who listen are told. */
class ObservedServer extends Server {
  observe: Observe = () => {};
  override emit(name: string, ...rest: unknown[]): boolean {
    this.observe(rest[0]);
    return super.emit(name, ...rest);
  }
}

let servers: ObservedServer[] = [];
afterEach(() => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  servers = [];
});

type Stand = { readonly server: ObservedServer; readonly url: string; linesMade(): number };

/** A server whose requests count the lines that are made part of an object; headers come late, or as Node has them. */
const serve = async (listener: RequestListener, kind: 'late' | 'of Node' = 'late'): Promise<Stand> => {
  let lines = 0;
  class CountedRequest extends IncomingMessage {
    _addHeaderLine(...line: unknown[]): void {
      lines += 1;
      Reflect.get(IncomingMessage.prototype, '_addHeaderLine').apply(this, line);
    }
  }
  class AnnouncedResponse<Of extends IncomingMessage> extends ServerResponse<Of> {
    constructor(...made: ConstructorParameters<typeof ServerResponse<Of>>) {
      super(...made);
      if (kind === 'late') nodeAsksNext(this.req);
    }
  }
  const messages = { IncomingMessage: CountedRequest, ServerResponse: AnnouncedResponse };
  // Node itself would ask for the host, too; the application does that here, as in our listener.
  const server = new ObservedServer({ ...messages, requireHostHeader: false }, listener);
  if (kind === 'late') makeHeadersLate(server, CountedRequest.prototype);
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { server, url, linesMade: () => lines };
};

const request = rawRequest('/', [
  ['X-Word', 'Ada'],
  ['Cookie', 'a=1'],
  ['cookie', 'b=2'],
  ['Set-Cookie', 'c=3'],
  ['X-FORWARDED-FOR', '192.0.2.1'],
  ['X-Forwarded-For', '192.0.2.2'],
]);
const asNodeReadsIt = {
  host: '127.0.0.1',
  connection: 'close',
  'x-word': 'Ada',
  cookie: 'a=1; b=2',
  'set-cookie': ['c=3'],
  'x-forwarded-for': '192.0.2.1, 192.0.2.2',
};

const answerNothing: RequestListener = (_request, response) => void response.end();

describe('headers are what Node makes of the lines', () => {
  it.each(['late', 'of Node'] as const)(
    'for a listener, and one object for all of them (%s)',
    async (kind) => {
      const found: Headers[] = [];
      const { server, url } = await serve((came) => void found.push(came.headers), kind);
      server.on('request', (came, response) => {
        found.push(came.headers);
        response.end();
      });
      await exchangeRaw(url, request);
      expect(found[0]).toEqual(asNodeReadsIt);
      expect(found[1]).toBe(found[0]);
    },
  );

  it('for who sees a request before those who listen', async () => {
    const found: Headers[] = [];
    const { server, url } = await serve(answerNothing);
    server.observe = (subject) => {
      if (subject instanceof IncomingMessage) found.push(subject.headers);
    };
    await exchangeRaw(url, request);
    expect(found).toEqual([asNodeReadsIt]);
  });

  it('for who is told by Node when a request begins', async () => {
    const found: Headers[] = [];
    const hear = (message: unknown) =>
      void found.push((message as { request: IncomingMessage }).request.headers);
    const { url } = await serve(answerNothing);
    subscribe('http.server.request.start', hear);
    await exchangeRaw(url, request).finally(() => unsubscribe('http.server.request.start', hear));
    expect(found).toEqual([asNodeReadsIt]);
  });

  it('for who measures Node', async () => {
    const { url } = await serve(answerNothing);
    const measured = await new Promise((resolve) => {
      const observer = new PerformanceObserver((list) => {
        observer.disconnect();
        resolve(list.getEntries()[0]);
      });
      observer.observe({ entryTypes: ['http'] });
      void exchangeRaw(url, request);
    });
    expect(measured).toMatchObject({ detail: { req: { headers: asNodeReadsIt } } });
  });

  it('for a CONNECT, which is no request like others', async () => {
    const found: Headers[] = [];
    const { server, url } = await serve(answerNothing);
    server.on('connect', (came: IncomingMessage, socket: Socket) => {
      found.push(came.headers);
      socket.end();
    });
    await exchangeRaw(url, rawRequest('a:1', [['X-Word', 'Ada']], { method: 'CONNECT' }));
    expect(found).toEqual([{ host: '127.0.0.1', connection: 'close', 'x-word': 'Ada' }]);
  });

  it('for HTTP/1.0, which Node asks for something else', async () => {
    const found: Headers[] = [];
    const { url } = await serve((came, response) => {
      found.push(came.headers, { chunked: String(response.useChunkedEncodingByDefault) });
      response.end();
    });
    await exchangeRaw(url, rawRequest('/', [['TE', 'chunked']], { version: '1.0' }));
    expect(found).toEqual([{ host: '127.0.0.1', connection: 'close', te: 'chunked' }, { chunked: 'true' }]);
  });

  it('and can be changed and replaced', async () => {
    const found: unknown[] = [];
    const { url } = await serve((came, response) => {
      came.headers['expect'] = 'x';
      found.push(came.headers.expect);
      came.headers = { expect: 'y' };
      found.push(came.headers);
      response.end();
    });
    await exchangeRaw(url, request);
    expect(found).toEqual(['x', { expect: 'y' }]);
  });
});

describe('Node', () => {
  it('makes no object of lines that nobody reads', async () => {
    const [late, ofNode] = [await serve(answerNothing), await serve(answerNothing, 'of Node')];
    for (const { url } of [late, ofNode]) await exchangeRaw(url, request);
    expect(late.linesMade()).toBe(0);
    expect(ofNode.linesMade()).toBeGreaterThan(7);
  });

  it.each(['Expect', 'expect', 'EXPECT'])('meets an expectation as ever: %s', async (name) => {
    const { url } = await serve((came, response) => void response.end(came.headers.expect));
    const head = [[name, '100-continue'] as const, ['Content-Length', '0'] as const];
    const [first, second] = await exchangeRaw(url, rawRequest('/', head, { method: 'POST' }));
    expect([first?.status, second?.text]).toEqual([100, '100-continue']);
  });

  it('asks what to do with one that it cannot meet, as ever', async () => {
    const { url, server } = await serve(() => {});
    server.on('checkExpectation', (came, response) => void response.end(came.headers.expect));
    const [answer] = await exchangeRaw(url, rawRequest('/', [['Expect', 'x']]));
    expect(answer?.text).toBe('x');
  });

  it('asks for nothing else between making the answer and handing both on', async () => {
    const asked: PropertyKey[] = [];
    class Asked extends IncomingMessage {}
    Object.defineProperty(Asked.prototype, 'headers', {
      get: () => new Proxy({}, { get: (_none, name) => void asked.push(name) }),
    });
    class Announced<Of extends IncomingMessage> extends ServerResponse<Of> {
      constructor(...made: ConstructorParameters<typeof ServerResponse<Of>>) {
        super(...made);
        asked.length = 0;
      }
    }
    const seen: PropertyKey[][] = [];
    const messages = { IncomingMessage: Asked, ServerResponse: Announced };
    const server = new ObservedServer({ ...messages, requireHostHeader: false }, (_request, response) => {
      seen.push([...asked]);
      response.end();
    });
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await exchangeRaw(url, request);
    expect(seen).toEqual([['expect']]);
  });
});
