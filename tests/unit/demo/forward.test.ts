// The site hands requests to the proxy as they came, and its answers back as they come.

import { createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createForward } from '../../../demo/forward.ts';

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const listen = async (handler: RequestListener): Promise<number> => {
  const server = createServer(handler);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return (server.address() as AddressInfo).port;
};

/** The port of a site that hands everything to this upstream. */
const inFrontOf = async (upstream: RequestListener): Promise<number> =>
  listen(createForward(await listen(upstream)));

const textOf = async (message: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
};

type Asking = {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: string[];
  readonly body?: string;
};

const ask = (port: number, { method = 'GET', path = '/v1/me/attributes', headers = [], body }: Asking = {}) =>
  new Promise<IncomingMessage>((resolve, reject) => {
    const asking = request({
      host: '127.0.0.1',
      port,
      method,
      path,
      agent: false,
      headers: ['Host', 'localhost', ...headers],
    });
    asking.on('response', resolve).on('error', reject).end(body);
  });

/** What an upstream saw of one request. */
const seenOf = async (asking: Asking) => {
  let seen:
    | { method?: string; url?: string; headers: IncomingMessage['headersDistinct']; body: string }
    | undefined;
  const port = await inFrontOf(async (incoming, response) => {
    const { method = '', url = '', headersDistinct } = incoming;
    seen = { method, url, headers: headersDistinct, body: await textOf(incoming) };
    response.end();
  });
  await textOf(await ask(port, asking));
  return seen;
};

describe('handing requests to the proxy', () => {
  it('passes on method, path with query, headers and body', async () => {
    const seen = await seenOf({
      method: 'POST',
      path: '/v1/x?fields=a,b&c=%2f..%2f',
      headers: ['Cookie', 'a=1', 'X-Drift-Attributes', '1', 'Content-Type', 'application/json'],
      body: '{"a":1}',
    });
    expect(seen).toMatchObject({
      method: 'POST',
      url: '/v1/x?fields=a,b&c=%2f..%2f',
      headers: { host: ['localhost'], cookie: ['a=1'], 'x-drift-attributes': ['1'] },
      body: '{"a":1}',
    });
  });

  it('leaves repeated headers repeated', async () => {
    const seen = await seenOf({ headers: ['Authorization', 'Bearer a', 'Authorization', 'Bearer b'] });
    expect(seen?.headers['authorization']).toEqual(['Bearer a', 'Bearer b']);
  });

  it('says who asked, whatever the client says of itself', async () => {
    const seen = await seenOf({ headers: ['X-Forwarded-For', '203.0.113.9'] });
    expect(seen?.headers['x-forwarded-for']).toEqual(['127.0.0.1']);
  });

  it('passes on nothing that belongs to the connection', async () => {
    const seen = await seenOf({
      headers: [
        'Connection',
        'X-Secret, close',
        'X-Secret',
        '1',
        'Keep-Alive',
        'timeout=5',
        'TE',
        'trailers',
      ],
    });
    for (const name of ['x-secret', 'keep-alive', 'te']) expect(seen?.headers[name]).toBeUndefined();
  });

  it('passes back status, headers and body', async () => {
    const port = await inFrontOf((_, response) => {
      response
        .writeHead(429, ['Retry-After', '3', 'Set-Cookie', 'a=1', 'Set-Cookie', 'b=2'])
        .end('slow down');
    });
    const answer = await ask(port);
    expect(answer.statusCode).toBe(429);
    expect(answer.headers).toMatchObject({ 'retry-after': '3', 'set-cookie': ['a=1', 'b=2'] });
    expect(await textOf(answer)).toBe('slow down');
  });

  it('streams: the first piece arrives while the answer is still open', async () => {
    let finish = () => {};
    const port = await inFrontOf((_, response) => {
      response.write('first');
      finish = () => response.end(' last');
    });
    const answer = await ask(port);
    const pieces: string[] = [];
    for await (const piece of answer) {
      pieces.push(String(piece));
      finish();
    }
    expect(pieces).toEqual(['first', ' last']);
  });

  it('answers 502 when the proxy is not there', async () => {
    const gone = await listen(() => {});
    closers.pop()?.();
    const answer = await ask(await listen(createForward(gone)));
    expect(answer.statusCode).toBe(502);
    expect(await textOf(answer)).toContain('does not answer');
  });

  it('breaks off when the proxy breaks off, rather than look complete', async () => {
    const port = await inFrontOf((_, response) => {
      response.write('half', () => response.destroy());
    });
    await expect(ask(port).then(textOf)).rejects.toThrow();
  });

  it.each([
    ['before', ''],
    ['after', 'begun'],
  ])('lets go of the proxy when the client goes %s the answer has begun', async (_, begun) => {
    let leave = () => {};
    const gone = new Promise<void>((resolve, reject) => {
      const upstream: RequestListener = (__, response) => {
        response.on('close', resolve);
        if (begun === '') leave();
        else response.write(begun);
      };
      inFrontOf(upstream).then((port) => {
        const asking = request({ host: '127.0.0.1', port, path: '/v1/x', agent: false });
        leave = () => asking.destroy();
        asking.on('response', leave).on('error', () => {});
        asking.end();
      }, reject);
    });
    await expect(gone).resolves.toBeUndefined();
  });
});
