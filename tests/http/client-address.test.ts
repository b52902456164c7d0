// The limit per address, over HTTP: a client cannot get out of it by what it claims to be.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type RunningProxy, startProxy } from '../support/proxy.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

const limited = (http: { readonly trustedProxies: readonly string[] }) =>
  startProxy({ config: { limits: { address: 3 }, http } });

/** Statuses of requests, one after another, that differ in X-Forwarded-For alone. */
const statusesOf = async (forwarded: readonly (string | undefined)[]): Promise<number[]> => {
  const statuses: number[] = [];
  for (const value of forwarded) {
    const headers = value === undefined ? {} : { 'X-Forwarded-For': value };
    const { status } = await request(proxy.url)
      .get('/v1/attributes')
      .set({ ...proxy.bearer(), ...headers });
    statuses.push(status);
  }
  return statuses;
};
const warnings = (): string[] => proxy.lines.filter((line) => line.includes('TRUST_PROXY'));

describe('the limit per address', () => {
  it('counts a peer that forwards for nobody', async () => {
    proxy = await limited({ trustedProxies: [] });
    expect(await statusesOf([undefined, undefined, undefined, undefined])).toEqual([200, 200, 200, 429]);
  });

  it('counts the client that a trusted proxy names, whatever that client wrote itself', async () => {
    proxy = await limited({ trustedProxies: ['127.0.0.1/32'] });
    const claims = [
      '203.0.113.7',
      '1.1.1.1, 203.0.113.7',
      '2.2.2.2, 127.0.0.1, 203.0.113.7',
      '3.3.3.3, 203.0.113.7',
    ];
    expect(await statusesOf(claims)).toEqual([200, 200, 200, 429]);
    expect(await statusesOf(['203.0.113.8', '1.1.1.1'])).toEqual([200, 200]);
  });

  it('counts garbage from a trusted proxy as that proxy itself', async () => {
    proxy = await limited({ trustedProxies: ['127.0.0.1/32'] });
    expect(await statusesOf(['nonsense', '999.1.1.1', '_hidden', 'unknown'])).toEqual([200, 200, 200, 429]);
  });

  it('counts a household by its /56', async () => {
    proxy = await limited({ trustedProxies: ['127.0.0.1/32'] });
    const household = [
      '2001:db8:0:1200::1',
      '2001:db8:0:1201::2',
      '2001:db8:0:12ff::3',
      '2001:db8:0:1242::4',
    ];
    expect(await statusesOf(household)).toEqual([200, 200, 200, 429]);
    expect(await statusesOf(['2001:db8:0:1300::1'])).toEqual([200]);
  });

  it('counts a peer that is not trusted, whatever it claims', async () => {
    proxy = await limited({ trustedProxies: ['10.0.0.0/8'] });
    expect(await statusesOf(['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4'])).toEqual([200, 200, 200, 429]);
  });

  it('counts nobody behind a neighbour that forwards while nobody is trusted, and says once what to set', async () => {
    proxy = await limited({ trustedProxies: [] });
    expect(await statusesOf(Array.from({ length: 6 }, () => '203.0.113.7'))).toEqual([
      200, 200, 200, 200, 200, 200,
    ]);
    expect(warnings()).toHaveLength(1);
    proxy.clock.advance(3_000_000);
    await statusesOf(['203.0.113.7']);
    expect(warnings()).toHaveLength(1);
    expect(warnings()[0]).not.toContain('203.0.113.7');
  });

  it.each([
    'X-Real-IP',
    'Forwarded',
    'CF-Connecting-IP',
    'True-Client-IP',
    'X-Client-IP',
    'X-Cluster-Client-IP',
  ])('does not look at %s', async (header) => {
    proxy = await limited({ trustedProxies: ['127.0.0.1/32'] });
    const statuses: number[] = [];
    for (const value of ['1.1.1.1', '2.2.2.2', '3.3.3.3', '4.4.4.4']) {
      const { status } = await request(proxy.url)
        .get('/v1/attributes')
        .set({ ...proxy.bearer(), 'X-Forwarded-For': '203.0.113.7', [header]: value });
      statuses.push(status);
    }
    expect(statuses).toEqual([200, 200, 200, 429]);
  });

  it('spares health, and what is refused before it', async () => {
    proxy = await limited({ trustedProxies: [] });
    expect(await statusesOf([undefined, undefined, undefined, undefined])).toContain(429);
    for (const [path, status] of [
      ['/healthz', 200],
      ['/readyz', 200],
      ['/nowhere', 404],
    ] as const) {
      expect((await request(proxy.url).get(path)).status).toBe(status);
    }
  });

  it('is over after a minute', async () => {
    proxy = await limited({ trustedProxies: [] });
    expect(await statusesOf([undefined, undefined, undefined, undefined])).toEqual([200, 200, 200, 429]);
    proxy.clock.advance(65_000);
    expect(await statusesOf([undefined])).toEqual([200]);
  });
});
