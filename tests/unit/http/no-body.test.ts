// Does a connection go on as ever when the end of an empty body is told to nobody?

import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { finished } from 'node:stream/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { closeUnread } from '../../../server/http/no-body.ts';
import { exchangeRaw, rawRequest } from '../../support/raw-http.ts';

let server: Server;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

const serve = async (listener: RequestListener): Promise<string> => {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const kept = (path: string): string => rawRequest(path, [['Connection', 'keep-alive']]);
const post = (path: string, body: string): string => {
  const head = [['Connection', 'keep-alive'] as const, ['Content-Length', String(body.length)] as const];
  return rawRequest(path, head, { method: 'POST' }) + body;
};
const last = rawRequest('/last');

/** Closes requests to paths that begin with /unread; answers with the path, and with the body of all others. */
const tellBack: RequestListener = async (request, response) => {
  if (!request.url?.startsWith('/unread'))
    return void response.end(`${request.url} ${Buffer.concat(await request.toArray()).toString()}`);
  closeUnread(request);
  response.end(request.url);
};

describe('a request that is closed unread', () => {
  it('tells nothing, its answer tells all as ever, and the connection holds on to neither', async () => {
    const told: string[] = [];
    const over: Promise<void>[] = [];
    const states: unknown[] = [];
    const url = await serve((request, response) => {
      const { socket } = request;
      closeUnread(request);
      for (const event of ['resume', 'end', 'close']) request.on(event, () => told.push(`request ${event}`));
      for (const event of ['finish', 'close']) response.on(event, () => told.push(`answer ${event}`));
      response.on('close', () => {
        const held = Reflect.get(Reflect.get(socket, 'parser') ?? {}, 'incoming');
        states.push(
          held === request,
          request.complete,
          request.readableEnded,
          request.destroyed,
          request.closed,
        );
      });
      over.push(finished(request));
      response.end();
    });
    await exchangeRaw(url, kept('/') + last);
    await Promise.all(over);
    expect(told).toEqual(['answer finish', 'answer close', 'answer finish', 'answer close']);
    expect(states.slice(0, 5)).toEqual([false, true, true, true, true]);
  });

  it('leaves what comes after it on the connection to be read to its end', async () => {
    const url = await serve(tellBack);
    const bytes = [kept('/unread1'), kept('/unread2'), post('/post', 'Ada'), kept('/unread3'), last].join('');
    expect((await exchangeRaw(url, bytes)).map(({ text }) => text)).toEqual([
      '/unread1',
      '/unread2',
      '/post Ada',
      '/unread3',
      '/last ',
    ]);
  });

  it('does not take its connection with it when it is destroyed after its answer', async () => {
    const url = await serve((request, response) => {
      closeUnread(request);
      response.on('finish', () => request.destroy());
      response.end(request.url);
    });
    expect((await exchangeRaw(url, kept('/first') + last)).map(({ text }) => text)).toEqual([
      '/first',
      '/last',
    ]);
  });

  it('may lose its client at once', async () => {
    const url = await serve((request, response) => {
      closeUnread(request);
      if (request.url === '/first') request.socket.destroy();
      response.end(request.url);
    });
    expect(await exchangeRaw(url, kept('/first'))).toEqual([]);
    expect((await exchangeRaw(url, last)).map(({ text }) => text)).toEqual(['/last']);
  });
});

describe('nothing is done to a request', () => {
  it.each<[string, (request: IncomingMessage) => unknown]>([
    ['that somebody reads', (request) => request.resume()],
    ['whose end somebody waits for', (request) => request.on('end', () => {})],
    ['that somebody wants whole', (request) => request.toArray()],
  ])('%s', async (_what, observe) => {
    const told: string[] = [];
    const url = await serve((request, response) => {
      observe(request);
      closeUnread(request);
      request.on('end', () => told.push('end')).on('close', () => told.push('close'));
      response.end();
    });
    await exchangeRaw(url, last);
    expect(told).toEqual(['end', 'close']);
  });

  const untouched = { readableFlowing: null, eventNames: () => [] };
  it.each<[string, object]>([
    ['whether it is thrown away', { ...untouched, _readableState: { closeEmitted: false } }],
    ['the state of its stream', { ...untouched, _dumped: false }],
    ['whether it is closed', { ...untouched, _dumped: false, _readableState: {} }],
  ])('of a Node that keeps elsewhere %s', (_what, request) => {
    const before = JSON.stringify(request);
    closeUnread(request as IncomingMessage);
    expect(JSON.stringify(request)).toBe(before);
  });
});
