// What is written down of requests: lines of JSON with the fields of a list, and nothing of anybody.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createPassingClock } from '../support/passing-clock.ts';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { askRaw, exchangeRaw } from '../support/raw-http.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

type Line = Readonly<Record<string, unknown>>;

const linesOf = (): Line[] => proxy.lines.map((line) => JSON.parse(line));
const ofRequest = (): Line[] => linesOf().filter(({ msg }) => msg === 'answered' || msg === 'refused');
const read = (claims?: Record<string, unknown>, path = '/v1/me/attributes') =>
  request(proxy.url).get(path).set(proxy.bearer(claims));
const atInfo = { config: { log: { level: 'info' as const } } };

const fieldsOfRequest = [
  'level',
  'time',
  'msg',
  'requestId',
  'method',
  'route',
  'status',
  'duration',
  'code',
  'reason',
  'error',
];

/** Every kind of request that the server knows, with something worth hiding in each place. */
const askEverything = async (): Promise<void> => {
  await read();
  await read({ sub: 'user-nobody', email: 'canary@personal.example', name: 'Canary Name' });
  await read({ sub: 'user\u0007canary' });
  await read({}, '/v1/me/attributes?fields=canary-field&email=canary@personal.example');
  await read({}, '/canary-path/canary@personal.example?canary=query');
  await read({ aud: 'canary-audience' });
  await request(proxy.url).get('/v1/attributes').set({ Authorization: 'Bearer canary.token.value' });
  await request(proxy.url)
    .get('/v1/me/attributes')
    .set({
      Cookie: `session=${proxy.token()}; other=canary-cookie`,
      Origin: 'https://canary-origin.example',
      Referer: 'https://canary-referer.example/?email=canary@personal.example',
      'User-Agent': 'canary-agent',
      'X-Forwarded-For': '203.0.113.99',
    });
  await askRaw(proxy.url, '/v1/me/attributes', [['X-Request-Id', 'canary-id']], { method: 'DELETE' });
  await exchangeRaw(proxy.url, 'CANARY canary\r\n\r\n');
  await request(proxy.adminUrl).post('/forget').send({ email: 'canary@personal.example' });
  await request(proxy.adminUrl)
    .post('/forget')
    .set('Content-Type', 'application/json')
    .send('{"email": "canary\n at canary');
  proxy.sandbox.answerInstead((_call, response) => {
    response
      .writeHead(500, { 'Content-Type': 'application/json' })
      .end('{"error":{"message":"canary-of-drift"}}');
    return true;
  });
  await read({ sub: 'user-bo' });
};

describe('the log', () => {
  it('has one line for each request, with the fields of the list and no others', async () => {
    proxy = await startProxy();
    const before = ofRequest().length;
    await askEverything();
    const lines = ofRequest().slice(before);
    expect(lines).toHaveLength(13);
    for (const line of lines) expect(fieldsOfRequest).toEqual(expect.arrayContaining(Object.keys(line)));
    expect(new Set(lines.map(({ requestId }) => requestId)).size).toBe(13);
  });

  it('holds no token, cookie, query, path, value, name, e-mail, origin or address of anybody', async () => {
    proxy = await startProxy();
    await askEverything();
    const log = proxy.lines.join('');
    expect(log).not.toMatch(
      /canary|personal|eyJ|session=|Bearer |user-(ada|bo|nobody)|203\.0\.113|Lumen|Port Alder/i,
    );
    expect(log).not.toContain('34360000');
  });

  it('names the template of the route, and none for a path that is not there', async () => {
    proxy = await startProxy();
    await read();
    await read({}, '/v1/me/attributes?fields=plan');
    await read({}, '/nowhere/at/all');
    expect(ofRequest().map(({ route }) => route)).toEqual(['/v1/me/attributes', '/v1/me/attributes', 'none']);
  });

  it.each<[string, () => PromiseLike<unknown>, Line]>([
    [
      'a refused token',
      () => read({ iss: 'x' }),
      { code: 'token_invalid', reason: 'other_issuer', status: 401 },
    ],
    [
      'an unlisted origin',
      () =>
        request(proxy.url)
          .get('/v1/attributes')
          .set({ Cookie: `session=${proxy.token()}`, Origin: 'https://x.example' }),
      { code: 'origin_refused', status: 403 },
    ],
    ['a path that is not there', () => read({}, '/nowhere'), { code: 'not_found', status: 404 }],
    [
      'bad input',
      () => read({}, '/v1/me/attributes?fields=a&fields=b'),
      { code: 'request_invalid', reason: 'fields_malformed', status: 400 },
    ],
  ])('tells %s at info, with its request id', async (_what, ask, expected) => {
    proxy = await startProxy(atInfo);
    const answer = (await ask()) as { headers: Record<string, string> };
    expect(ofRequest()).toEqual([
      expect.objectContaining({
        level: 30,
        msg: 'refused',
        requestId: answer.headers['x-request-id'],
        ...expected,
      }),
    ]);
  });

  it('is silent at info about good requests, health, and visitors who are not signed in', async () => {
    proxy = await startProxy(atInfo);
    await read();
    await request(proxy.url).get('/healthz');
    await request(proxy.url).get('/v1/me/attributes');
    await request(proxy.url).options('/v1/me/attributes');
    expect(ofRequest()).toEqual([]);
  });

  it('tells at info of an answer that took longer than a second', async () => {
    proxy = await startProxy(atInfo);
    const release = proxy.sandbox.hold();
    const waiting = read().then((answer) => answer);
    await proxy.sandbox.calls.arrived(1);
    proxy.clock.advance(1_001);
    release();
    expect((await waiting).status).toBe(200);
    expect(ofRequest()).toEqual([
      expect.objectContaining({
        level: 30,
        msg: 'answered',
        status: 200,
        route: '/v1/me/attributes',
        duration: 1_001,
      }),
    ]);
  });

  it('tells of a failure of Drift once, however many waited for it, with what to do', async () => {
    // A call that breaks off is made once more after a moment, which is the machine's here.
    proxy = await startProxy({ ...atInfo, clock: createPassingClock() });
    proxy.sandbox.answerInstead((_call, response) => {
      response.destroy();
      return true;
    });
    for (let count = 0; count < 5; count += 1) await read();
    const told = linesOf().filter(({ level }) => level === 50);
    expect(told).toEqual([
      expect.objectContaining({ code: 'upstream_unavailable', msg: 'Drift could not be reached or failed.' }),
    ]);
  });

  it('is silent at fatal', async () => {
    proxy = await startProxy({ config: { log: { level: 'fatal' } } });
    await askEverything();
    expect(proxy.lines).toEqual([]);
  });
});
