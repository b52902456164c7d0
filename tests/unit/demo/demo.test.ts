// One call starts sandbox, proxy and site, and everything that it prints works.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Demo, startDemo } from '../../../demo/demo.ts';
import { systemClock } from '../../../server/clock.ts';

const start = (port: number | undefined, print: (text: string) => void = () => {}): Promise<Demo> =>
  startDemo({ port, clock: systemClock, random: Math.random, print });

describe('the demo as a whole', () => {
  let demo: Demo;
  const printed: string[] = [];

  beforeAll(async () => {
    demo = await start(0, (text) => printed.push(text));
  });
  afterAll(() => demo.close());

  const signIn = async (visitor: string): Promise<string> => {
    const answer = await fetch(`${demo.url}/demo/sign-in`, {
      method: 'POST',
      headers: { Origin: demo.url, 'Content-Type': 'application/json' },
      body: JSON.stringify({ visitor }),
    });
    return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  };

  it('prints one screen, which names the address', () => {
    expect(printed).toHaveLength(1);
    expect(printed[0]).toContain(`Open  ${demo.url}\n`);
  });

  it('serves the page', async () => {
    expect(await (await fetch(demo.url)).text()).toContain('Mossworth');
  });

  it('answers a signed-in visitor through the proxy, on the same origin', async () => {
    const headers = { Cookie: await signIn('user-ada'), 'X-Drift-Attributes': '1' };
    const answer = await fetch(`${demo.url}/v1/me/attributes`, { headers });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-status')).toContain('drift-attribute-proxy');
    expect(await answer.json()).toMatchObject({
      known: true,
      attributes: { first_name: 'Ada', company: 'Lumen Freight', plan: 'enterprise' },
    });
  });

  it('answers nobody else', async () => {
    expect((await fetch(`${demo.url}/v1/me/attributes`)).status).toBe(401);
  });

  it('prints a line for the terminal that works as it stands', async () => {
    const line = printed[0]?.split('\n').find((candidate) => candidate.includes('curl')) ?? '';
    const [, tokenUrl = '', target = ''] = /\$\(curl -s '([^']+)'\)" (\S+)$/.exec(line) ?? [];
    const token = (await (await fetch(tokenUrl)).text()).trimEnd();
    const answer = await fetch(target, { headers: { Authorization: `Bearer ${token}` } });
    expect(await answer.json()).toMatchObject({ known: true, attributes: { first_name: 'Ada' } });
  });

  it('prints the address of the counts that works as it stands', async () => {
    const [metrics = ''] = /http:\S+\/metrics/.exec(printed[0] ?? '') ?? [];
    expect(await (await fetch(metrics)).text()).toContain('drift_proxy_cache_requests_total');
  });
});

describe('the port of the demo', () => {
  it('is refused when it was asked for and is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as AddressInfo;
    const printed: string[] = [];
    await expect(start(port, (text) => printed.push(text))).rejects.toMatchObject({
      code: 'EADDRINUSE',
      port,
    });
    expect(printed).toEqual([]);
    other.close();
  });

  it('is said when the usual one is taken', async () => {
    const printed: string[] = [];
    const first = await start(undefined);
    const second = await start(undefined, (text) => printed.push(text));
    expect(second.url).not.toBe(first.url);
    expect(printed[0]).toMatch(/^Port 8080 is taken/);
    expect(printed[0]).toContain(`Open  ${second.url}\n`);
    await Promise.all([first.close(), second.close()]);
  });

  it('is free again after closing', async () => {
    const { url, close } = await start(0);
    await close();
    await expect(fetch(url)).rejects.toThrow();
  });
});
