// Does a connection go on as ever when the end of an empty body is told to nobody?

import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { leaveUnread } from '../../../server/http/no-body.ts';
import { exchangeRaw, rawRequest } from '../../support/raw-http.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const serve = async (listener: RequestListener): Promise<string> => {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const kept = (path: string) => rawRequest(path, [['Connection', 'keep-alive']]);
const post = (path: string, body: string) =>
  rawRequest(
    path,
    [
      ['Connection', 'keep-alive'],
      ['Content-Length', String(body.length)],
    ],
    { method: 'POST' },
  ) + body;
const last = rawRequest('/last');

/** Answers with the request's path and body; those whose path begins with /unread are left so. */
const tellBack =
  (told: string[]): RequestListener =>
  async (request, response) => {
    for (const event of ['resume', 'end', 'close'] as const)
      request.once(event, () => told.push(`${request.url} ${event}`));
    response.once('close', () => told.push(`${request.url} answered`));
    if (request.url?.startsWith('/unread')) {
      leaveUnread(request);
      response.end(request.url);
      return;
    }
    response.end(`${request.url} ${Buffer.concat(await request.toArray()).toString()}`);
  };

it('nothing is told of the request, and of its answer as ever', async () => {
  const told: string[] = [];
  const url = await serve(tellBack(told));
  await exchangeRaw(url, `${kept('/unread')}${last}`);
  expect(told.sort()).toEqual(['/last answered', '/last close', '/last end', '/unread answered']);
});

it('whatever comes after it on the connection is read to its end', async () => {
  const url = await serve(tellBack([]));
  const bytes = [kept('/unread1'), kept('/unread2'), post('/post', 'Ada'), kept('/unread3'), last].join('');
  expect((await exchangeRaw(url, bytes)).map(({ text }) => text)).toEqual([
    '/unread1',
    '/unread2',
    '/post Ada',
    '/unread3',
    '/last ',
  ]);
});

it('the connection holds on to none that is over', async () => {
  const held: unknown[] = [];
  const url = await serve((request, response) => {
    leaveUnread(request);
    held.push(Reflect.get(Reflect.get(request.socket, 'parser'), 'incoming'));
    response.end();
  });
  await exchangeRaw(url, last);
  expect(held).toEqual([null]);
});

it('a client that leaves at once does no harm', async () => {
  const url = await serve((request, response) => {
    leaveUnread(request);
    response.end('first');
    request.socket.destroy();
  });
  await exchangeRaw(url, last);
  expect(server.listening).toBe(true);
});

it.each<[string, object]>([
  ['a connection without a parser', { _dumped: false, socket: {} }],
  ['a connection that has ended', { _dumped: false, socket: { parser: null } }],
  ['a parser that is at another request', { _dumped: false, socket: { parser: { incoming: {} } } }],
])('nothing is done where Node keeps its state elsewhere: %s', (_what, request) => {
  const before = JSON.stringify(request);
  leaveUnread(request as IncomingMessage);
  expect(JSON.stringify(request)).toBe(before);
});
