// Who gets no stream: the same refusals as for the answer itself, before anything is sent, and limits of its own.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { expectProblem } from '../support/problem.ts';
import { listedOrigin, type RunningProxy, startProxy } from '../support/proxy.ts';
import { openStream, openStreams, refusedStream, streamPath } from '../support/stream.ts';
import { until } from '../support/until.ts';

let proxy: RunningProxy;
afterEach(async () => {
  const stopped = proxy.stop();
  proxy.clock.advance(60_000);
  await stopped;
});

const noAudience = `
version: 1
audiences:
  staff: { requires: { role: staff }, contacts: own, attributes: { plan: { type: string } } }
`;

const get = (headers: Record<string, string>, query = '') =>
  request(proxy.url).get(`${streamPath}${query}`).set(headers);

describe('is refused like any request, with a problem,', () => {
  it('who has no token, or a bad one', async () => {
    proxy = await startProxy();
    expectProblem(await get({}), 'token_missing');
    expectProblem(await get({ Authorization: 'Bearer a.b.c' }), 'token_invalid');
    const now = Math.floor(proxy.clock.wall() / 1_000);
    expectProblem(await get(proxy.bearer({ iat: now - 100, exp: now - 40 })), 'token_expired');
  });

  it('whom no audience takes', async () => {
    proxy = await startProxy({ policy: noAudience });
    expectProblem(await get(proxy.bearer()), 'not_allowed');
    expect(await openStreams(proxy)).toBe(0);
  });

  it('who asks for fields twice', async () => {
    proxy = await startProxy();
    expectProblem(await get(proxy.bearer(), '?fields=a&fields=b'), 'request_invalid');
    expect(await openStreams(proxy)).toBe(0);
  });

  it('whose contact cannot be asked for', async () => {
    proxy = await startProxy();
    proxy.sandbox.answerInstead((_call, response) => {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{');
      return true;
    });
    expectProblem(await get(proxy.bearer()), 'upstream_invalid');
    expect(await openStreams(proxy)).toBe(0);
  });

  it('who asks too often; heartbeats and changes do not count', async () => {
    proxy = await startProxy({ config: { limits: { subject: 2 } } });
    await openStream(proxy.url, proxy.bearer());
    proxy.clock.advance(55_000);
    expect((await openStream(proxy.url, proxy.bearer())).status).toBe(200);
    expectProblem(await get(proxy.bearer()), 'too_many_requests');
  });

  it('who uses another method', async () => {
    proxy = await startProxy();
    const answer = await request(proxy.url).post(streamPath).set(proxy.bearer());
    expect(expectProblem(answer, 'method_not_allowed')['allow']).toBe('GET, HEAD, OPTIONS');
  });

  it('a page of another site, by cookie', async () => {
    proxy = await startProxy();
    const cookie = { Cookie: `session=${proxy.token()}` };
    expectProblem(await get({ ...cookie, Origin: 'https://elsewhere.example' }), 'origin_refused');
    expectProblem(await get(cookie), 'fetch_refused');
  });
});

describe('is let in', () => {
  it('a page of a listed origin, by cookie, with credentials', async () => {
    proxy = await startProxy();
    const { status, headers } = await openStream(proxy.url, {
      Cookie: `session=${proxy.token()}`,
      Origin: listedOrigin,
    });
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'access-control-allow-origin': listedOrigin,
      'access-control-allow-credentials': 'true',
    });
  });

  it('a page of the same origin, by cookie and the header that only its script can send', async () => {
    proxy = await startProxy();
    const headers = { Cookie: `session=${proxy.token()}`, 'X-Drift-Attributes': '1' };
    expect((await openStream(proxy.url, headers)).status).toBe(200);
  });

  it('an unlisted origin with a bearer token, which gets no CORS headers', async () => {
    proxy = await startProxy();
    const { status, headers } = await openStream(proxy.url, {
      ...proxy.bearer(),
      Origin: 'https://elsewhere.example',
    });
    expect([status, headers['access-control-allow-origin']]).toEqual([200, undefined]);
  });

  it('a preflight of a listed origin', async () => {
    proxy = await startProxy();
    const { status, headers } = await request(proxy.url).options(streamPath).set({
      Origin: listedOrigin,
      'Access-Control-Request-Method': 'GET',
      'Access-Control-Request-Headers': 'authorization',
    });
    expect([status, headers['access-control-allow-origin']]).toEqual([204, listedOrigin]);
  });
});

describe('there are at most', () => {
  it('20 of one subject; who leaves makes room', async () => {
    proxy = await startProxy();
    const pages = await Promise.all(Array.from({ length: 20 }, () => openStream(proxy.url, proxy.bearer())));
    const refused = await refusedStream(proxy.url, proxy.bearer());
    expect(Number(expectProblem(refused, 'too_many_requests')['retry-after'])).toBeGreaterThan(0);
    expect((await openStream(proxy.url, proxy.bearer({ sub: 'user-bo' }))).status).toBe(200);
    pages[0]?.leave();
    await until('there is room', async () => (await openStreams(proxy)) === 20);
    expect((await openStream(proxy.url, proxy.bearer())).status).toBe(200);
  });

  it('20 of one subject, also of those that come at once while Drift is asked', async () => {
    proxy = await startProxy();
    const release = proxy.sandbox.hold();
    const asking = Array.from({ length: 30 }, () => openStream(proxy.url, proxy.bearer()));
    await until('ten are refused', async () => (await openStreams(proxy)) === 20);
    release();
    const statuses = (await Promise.all(asking)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(20);
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });

  it('2,000 of one client address, as the proxy in front tells it', async () => {
    proxy = await startProxy({ config: { http: { trustedProxies: ['127.0.0.1/32'] } } });
    const openFrom = (address: string, sub: string) =>
      openStream(proxy.url, { ...proxy.bearer({ sub }), 'X-Forwarded-For': address });
    for (let subject = 0; subject < 100; subject += 1)
      await Promise.all(Array.from({ length: 20 }, () => openFrom('192.0.2.1', `user-${subject}`)));
    const refused = await openFrom('192.0.2.1', 'user-ada');
    await refused.ended();
    expectProblem(refused, 'too_many_requests');
    expect(await openStreams(proxy)).toBe(2_000);
    expect((await openFrom('192.0.2.2', 'user-ada')).status).toBe(200);
  }, 60_000);

  it('as many in all as MAX_STREAMS says', async () => {
    proxy = await startProxy({ config: { limits: { streams: 3 } } });
    const subjects = ['user-ada', 'user-bo', 'user-cleo'];
    for (const sub of subjects) await openStream(proxy.url, proxy.bearer({ sub }));
    const refused = await refusedStream(proxy.url, proxy.bearer());
    expect(Number(expectProblem(refused, 'overloaded')['retry-after'])).toBeGreaterThan(0);
    expect((await request(proxy.url).get('/v1/me/attributes').set(proxy.bearer())).status).toBe(200);
  });

  it('none with MAX_STREAMS=off: the path is one of nothing', async () => {
    proxy = await startProxy({ config: { limits: { streams: 'off' } } });
    expectProblem(await get(proxy.bearer()), 'not_found');
    expect((await request(proxy.adminUrl).get('/status')).body.streams).toBeUndefined();
  });
});
