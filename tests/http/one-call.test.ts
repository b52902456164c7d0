// However many ask at once, by whatever way, a contact that is not remembered costs one call to Drift.

import { Agent, request as send } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { arrivalsOf } from '../support/arrivals.ts';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

type Ask = { readonly path?: string; readonly method?: string; readonly headers: Record<string, string> };
type Answer = { readonly status: number; readonly text: string };

/** Each on a connection of its own, none waiting for another. */
const crowd = new Agent({ maxSockets: Number.POSITIVE_INFINITY });

const ask = ({ path = '/v1/me/attributes', method = 'GET', headers }: Ask): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const outgoing = send(`${proxy.url}${path}`, { agent: crowd, method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    outgoing.on('error', reject).end();
  });

type Way = (token: string) => Ask;

/** Sends them all while Drift is made to wait, and lets Drift answer once each of them has come to the look-up. */
const askAllAtOnce = async (ways: readonly Way[], sub = 'user-ada'): Promise<Answer[]> => {
  proxy = await startProxy();
  return gather(ways, sub);
};

const gather = async (ways: readonly Way[], sub = 'user-ada'): Promise<Answer[]> => {
  const release = proxy.sandbox.hold();
  const token = proxy.token({ sub });
  const answers: Promise<Answer>[] = [];
  await arrivalsOf(proxy.url, ways.length, () => answers.push(...ways.map((way) => ask(way(token)))));
  release();
  return Promise.all(answers);
};

const fromPage = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' };
const bearer: Way = (token) => ({ headers: { Authorization: `Bearer ${token}` } });
const cookie: Way = (token) => ({ headers: { Cookie: `session=${token}`, ...fromPage } });
const marked: Way = (token) => ({ headers: { Cookie: `session=${token}`, 'X-Drift-Attributes': '1' } });

const mixture: readonly Way[] = [
  bearer,
  cookie,
  marked,
  (token) => ({ ...bearer(token), path: '/v1/me/attributes?fields=plan' }),
  (token) => ({ ...cookie(token), path: '/v1/me/attributes?fields=first_name,city' }),
  (token) => ({ ...bearer(token), path: '/v1/me/attributes?unknown=1' }),
  (token) => ({ ...marked(token), method: 'HEAD' }),
  (token) => ({ headers: { ...bearer(token).headers, Origin: 'https://elsewhere.example' } }),
];

/** `count` ways, going round those that are given. */
const many = (count: number, ...ways: readonly Way[]): Way[] =>
  Array.from({ length: Math.ceil(count / ways.length) }, () => ways)
    .flat()
    .slice(0, count);

describe('one call to Drift', () => {
  it('is made for 1,000 requests that come at once for one contact', async () => {
    const answers = await askAllAtOnce(many(1_000, bearer));
    expect(answers).toHaveLength(1_000);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(proxy.sandbox.calls.count()).toBe(1);
  });

  it('is made for 1,000 that come at once by a mixture of methods, fields and credentials', async () => {
    const answers = await askAllAtOnce(many(1_000, ...mixture));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(proxy.sandbox.calls.count()).toBe(1);
  });

  it('is made for 1,000 that come at once for a contact that nobody knows', async () => {
    const answers = await askAllAtOnce(many(1_000, bearer), 'user-nobody');
    expect(answers.every(({ text }) => JSON.parse(text).known === false)).toBe(true);
    expect(proxy.sandbox.calls.count()).toBe(1);
  });

  it('is made for 1,000 requests one after another for a contact that nobody knows', async () => {
    proxy = await startProxy();
    const headers = proxy.bearer({ sub: 'user-nobody' });
    for (let round = 0; round < 20; round += 1)
      await Promise.all(Array.from({ length: 50 }, () => ask({ headers })));
    expect(proxy.sandbox.calls.count()).toBe(1);
  });

  it('that fails is one failure for all who waited, and the next request asks again', async () => {
    proxy = await startProxy();
    proxy.sandbox.answerInstead((_call, response) => {
      response.writeHead(500).end();
      return true;
    });
    const answers = await gather(many(50, bearer));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    expect(proxy.sandbox.calls.count()).toBe(1);

    proxy.sandbox.answerInstead(undefined);
    expect((await ask({ headers: proxy.bearer() })).status).toBe(200);
    expect(proxy.sandbox.calls.count()).toBe(2);
  });

  it('does not end for all when the client that caused it leaves', async () => {
    proxy = await startProxy();
    const release = proxy.sandbox.hold();
    const first = send(`${proxy.url}/v1/me/attributes`, { agent: crowd, headers: proxy.bearer() });
    first.on('error', () => {});
    first.end();
    await proxy.sandbox.calls.arrived(1);
    const others: Promise<Answer>[] = [];
    await arrivalsOf(proxy.url, 1, () => others.push(ask({ headers: proxy.bearer() })));
    first.destroy();
    await until('the first client has left', () => proxy.lines.some((line) => line.includes('"status":499')));
    release();
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200]);
    expect(proxy.sandbox.calls.count()).toBe(1);
  });
});
