// Which answers go out as one text, head and body together? Those that nobody but this one request has to do with.

import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { sendsWhole } from '../../../server/http/head-text.ts';
import { exchangeRaw, rawRequest } from '../../support/raw-http.ts';

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const serve = async (answer: (response: ServerResponse) => void): Promise<string> => {
  server = createServer((_request, response) => answer(response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const kept = (path: string, method = 'GET') => rawRequest(path, [['Connection', 'keep-alive']], { method });
const last = rawRequest('/last');
const greeting = 'Zoë grüßt 😀';

describe('an answer to a GET on a connection that stays open', () => {
  it('goes out whole: with its status, its headers, every byte, and an end that Node knows of', async () => {
    const ended: string[] = [];
    const url = await serve((response) => {
      response.once('finish', () => ended.push('finish'));
      response.once('close', () => ended.push('close'));
      response.statusCode = 503;
      response.setHeader('X-Own', 'yes');
      if (!sendsWhole(response, greeting)) response.end('last');
    });
    const [answer, ...others] = await exchangeRaw(url, `${kept('/')}${last}`);
    expect(answer?.status).toBe(503);
    expect(answer?.headers).toMatchObject({ 'x-own': 'yes', connection: 'keep-alive' });
    expect(Buffer.from(answer?.text ?? '', 'latin1').toString()).toBe(greeting);
    expect(others.map(({ text }) => text)).toEqual(['last']);
    expect(ended).toEqual(['finish', 'close', 'finish', 'close']);
  });
});

describe('left to Node, and nothing is done, is an answer', () => {
  it.each([
    ['to a HEAD', kept('/', 'HEAD')],
    [
      'to a POST',
      rawRequest(
        '/',
        [
          ['Connection', 'keep-alive'],
          ['Content-Length', '0'],
        ],
        { method: 'POST' },
      ),
    ],
    ['with which the connection ends', rawRequest('/')],
    ['to HTTP/1.0', rawRequest('/', [], { version: '1.0' })],
  ])('%s', async (_what, bytes) => {
    const whole: boolean[] = [];
    const url = await serve((response) => {
      whole.push(sendsWhole(response, greeting));
      expect(response.headersSent).toBe(false);
      expect(response.getHeaderNames()).toEqual([]);
      response.setHeader('Connection', 'close').end();
    });
    await exchangeRaw(url, bytes);
    expect(whole).toEqual([false]);
  });

  it('before which another is due', async () => {
    const whole: boolean[] = [];
    const answers: ServerResponse[] = [];
    const url = await serve((response) => {
      answers.push(response);
      if (answers.length < 2) return;
      whole.push(sendsWhole(response, 'second'));
      response.setHeader('Connection', 'close').end('second');
      answers[0]?.end('first');
    });
    const texts = (await exchangeRaw(url, `${kept('/1')}${kept('/2')}`)).map(({ text }) => text);
    expect([whole, texts]).toEqual([[false], ['first', 'second']]);
  });

  it('whose client has left', async () => {
    let whole: boolean | undefined;
    const url = await serve((response) => {
      response.socket?.destroy();
      whole = sendsWhole(response, greeting);
    });
    await exchangeRaw(url, kept('/'));
    expect(whole).toBe(false);
  });
});
