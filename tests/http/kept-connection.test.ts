// Many requests on one connection: each gets one answer, its own and whole, however they come and whoever leaves.

import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { allFrom, connectTo, exchangeRaw, rawRequest } from '../support/raw-http.ts';
import { until } from '../support/until.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

const path = '/v1/me/attributes';
const keepAlive = ['Connection', 'keep-alive'] as const;
const bearer = (sub = 'user-ada') => ['Authorization', proxy.bearer({ sub }).Authorization] as const;

describe('on a connection that stays open', () => {
  it('a HEAD is answered with the length of a body and none, and the next answer follows at once', async () => {
    proxy = await startProxy();
    const socket = connectTo(proxy.url);
    const all = allFrom(socket);
    const head = rawRequest('/v1/attributes', [bearer(), keepAlive], { method: 'HEAD' });
    socket.write(`${head}${rawRequest('/v1/attributes', [bearer()])}`);
    const [, first = '', second = ''] = (await all).split('HTTP/1.1 ');
    const [length] = /content-length: \d+/i.exec(second) ?? [];
    expect(first).toMatch(/^200 /);
    expect(first).toContain(length);
    expect(first.endsWith('\r\n\r\n')).toBe(true);
    expect(second).toMatch(/^200 [\s\S]*"attributes":\[/);
  });

  it('a condition that is met makes a 304 of an answer, by Express as by its repetition', async () => {
    proxy = await startProxy({ config: { http: { httpCache: 'revalidate' } } });
    const { headers } = await request(proxy.url).get(path).set(proxy.bearer());
    const asking = rawRequest(path, [bearer(), keepAlive, ['If-None-Match', headers['etag'] ?? '']]);
    const answers = await exchangeRaw(proxy.url, `${asking}${rawRequest(path, [bearer()])}`);
    expect(answers.map(({ status }) => status)).toEqual([304, 200]);
    expect(answers[0]?.headers).not.toHaveProperty('content-type');
  });

  it.each([
    [
      'a body that is none',
      () => `PUT ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      405,
    ],
    [
      'a body that is none, where one is not expected',
      () => `GET ${path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`,
      401,
    ],
    ['a request after the last', () => `${rawRequest('/healthz')}${rawRequest('/healthz')}`, 200],
    ['a letter after an HTTP/1.0 request', () => `${rawRequest('/x', [], { version: '1.0' })}x`, 404],
    [
      'what cannot be read, in the same packet',
      () => `${rawRequest('/healthz', [keepAlive])}GARBAGE\r\n\r\n`,
      200,
    ],
  ])('one request with %s gets one answer, and is written down once', async (_what, bytes, status) => {
    proxy = await startProxy();
    const answers = await exchangeRaw(proxy.url, bytes());
    expect(answers.map((answer) => answer.status)).toEqual([status]);
    const lines = proxy.lines.map((line) => JSON.parse(line)).filter((line) => 'route' in line);
    expect(lines.map((line) => line.status)).toEqual([status]);
  });

  it('those that wait behind another when their client leaves are written down as left, each once', async () => {
    proxy = await startProxy();
    const letGo = proxy.sandbox.hold();
    const socket = connectTo(proxy.url);
    socket.on('error', () => {});
    const asking = rawRequest(path, [bearer(), keepAlive]);
    socket.write(`${asking}${rawRequest('/healthz', [keepAlive])}${asking}`); // one packet: all have come when the first is under way
    await proxy.sandbox.calls.arrived(1);
    socket.destroy();
    await once(socket, 'close');
    const written = () =>
      proxy.lines
        .map((line) => JSON.parse(line))
        .filter((line) => 'route' in line)
        .map((line) => `${line.route} ${line.status}`)
        .sort();
    await until('it was written down', () => written().length >= 3);
    letGo();
    await request(proxy.url).get('/readyz');
    expect(written()).toEqual(['/healthz 499', '/readyz 200', `${path} 499`, `${path} 499`]);
  });
});
