// Each request has a name in answer and log: a new one, or the one that a trusted proxy gave it.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { askRaw } from '../support/raw-http.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

const trusting = () => startProxy({ config: { http: { trustedProxies: ['127.0.0.0/8'] } } });
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const idOf = async (given: string): Promise<string> =>
  (await askRaw(proxy.url, '/healthz', [['X-Request-Id', given]])).headers['x-request-id'] ?? 'none';

describe('X-Request-Id', () => {
  it('is new for each request', async () => {
    proxy = await startProxy();
    const ids = await Promise.all(
      Array.from(
        { length: 20 },
        async () => (await request(proxy.url).get('/healthz')).headers['x-request-id'],
      ),
    );
    expect(new Set(ids).size).toBe(20);
    for (const id of ids) expect(id).toMatch(uuid);
  });

  it('is not taken from just anybody', async () => {
    proxy = await startProxy();
    expect(await idOf('abc-123')).toMatch(uuid);
  });

  it.each(['abc-123', 'A.b_c-9', 'x', 'x'.repeat(64)])('is kept from a trusted proxy (%s)', async (given) => {
    proxy = await trusting();
    expect(await idOf(given)).toBe(given);
  });

  it.each([
    '',
    'x'.repeat(65),
    'a b',
    'a,b',
    'a/b',
    '<script>',
    'a"b',
    'é',
    '../../etc/passwd',
    '%0d%0aSet-Cookie:x=1',
    'a\tb',
  ])('is new when what the proxy gave is not plain (%j)', async (given) => {
    proxy = await trusting();
    expect(await idOf(given)).toMatch(uuid);
  });

  it('is new when the proxy gave two', async () => {
    proxy = await trusting();
    const { headers } = await askRaw(proxy.url, '/healthz', [
      ['X-Request-Id', 'one'],
      ['X-Request-Id', 'two'],
    ]);
    expect(headers['x-request-id']).toMatch(uuid);
  });

  it('is the same in header, problem and log', async () => {
    proxy = await trusting();
    const { headers, body } = await request(proxy.url).get('/nowhere').set({ 'X-Request-Id': 'trace-me-42' });
    expect([headers['x-request-id'], body.requestId]).toEqual(['trace-me-42', 'trace-me-42']);
    expect(proxy.lines.filter((line) => line.includes('"requestId":"trace-me-42"'))).toHaveLength(1);
  });
});
