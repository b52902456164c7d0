// Whatever Drift sends, a visitor gets one of our problems, nothing of it is remembered, and the next good answer works.

import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { ErrorCode } from '../../server/errors.ts';
import { createPassingClock } from '../support/passing-clock.ts';
import { expectProblem } from '../support/problem.ts';
import { type RunningProxy, startProxy } from '../support/proxy.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

const read = (claims?: Record<string, unknown>) =>
  request(proxy.url).get('/v1/me/attributes').set(proxy.bearer(claims));

const json = { 'Content-Type': 'application/json' };
const ada = { externalId: 'user-ada', email: 'ada.verne@example.com', first_name: 'Forged canary-of-drift' };
const about = (id: unknown, attributes: unknown): string => JSON.stringify({ data: [{ id, attributes }] });
const megabytes = (count: number): string => 'x'.repeat(count * 1024 * 1024);
const deep = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

type Misbehaviour = (drift: ServerResponse) => unknown;
const says =
  (body: string | Uint8Array, headers: Record<string, string> = json, status = 200): Misbehaviour =>
  (drift) =>
    drift.writeHead(status, headers).end(body);

const misbehaviours: readonly (readonly [string, Misbehaviour, ErrorCode])[] = [
  [
    'a page of HTML',
    says('<html>canary-of-drift</html>', { 'Content-Type': 'text/html' }),
    'upstream_invalid',
  ],
  ['a page of HTML that says it is JSON', says('<html>canary-of-drift</html>'), 'upstream_invalid'],
  ['JSON that says it is HTML', says(about(1, ada), { 'Content-Type': 'text/html' }), 'upstream_invalid'],
  ['JSON without a type', says(about(1, ada), {}), 'upstream_invalid'],
  ['nothing in the body', says(''), 'upstream_invalid'],
  ['half a JSON text', says(about(1, ada).slice(0, 30)), 'upstream_invalid'],
  [
    'half a body, then the end',
    (drift) => {
      drift.writeHead(200, { ...json, 'Content-Length': '500' }).write(about(1, ada));
      drift.destroy();
    },
    'upstream_unavailable',
  ],
  ['a body of 5 MB', says(about(1, { ...ada, bio: megabytes(5) })), 'upstream_invalid'],
  [
    'a body of 5 MB in chunks',
    (drift) => {
      drift.writeHead(200, json);
      for (let count = 0; count < 5; count += 1) drift.write(megabytes(1));
      drift.end();
    },
    'upstream_invalid',
  ],
  ['a redirect', says('', { Location: 'http://127.0.0.1:1/contacts' }, 302), 'upstream_invalid'],
  ['a permanent redirect to a page of ours', says('', { Location: '/healthz' }, 308), 'upstream_invalid'],
  ['the end of the connection', (drift) => drift.destroy(), 'upstream_unavailable'],
  [
    'a 500 with a page',
    says('<h1>canary-of-drift</h1>', { 'Content-Type': 'text/html' }, 500),
    'upstream_unavailable',
  ],
  ['a 204', says('', {}, 204), 'upstream_invalid'],
  ['a 206', says(about(1, ada), json, 206), 'upstream_invalid'],
  ['bad UTF-8', says(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])), 'upstream_invalid'],
  ['what is too deep to be read', says(`{"data":${deep(100_000)}}`), 'upstream_invalid'],
  ['a list of lists', says('{"data":[[[]]]}'), 'upstream_invalid'],
  ['a text', says('"canary-of-drift"'), 'upstream_invalid'],
  ['null', says('null'), 'upstream_invalid'],
  ['no data', says('{"result":"OK","ok":true}'), 'upstream_invalid'],
  ['data that is null', says('{"data":null}'), 'upstream_invalid'],
  ['a contact without an id', says(about(undefined, ada)), 'upstream_invalid'],
  ['a contact whose id is none', says(about(-1, ada)), 'upstream_invalid'],
  ['a contact without attributes', says(about(34_360_000_101, undefined)), 'upstream_invalid'],
  ['a contact whose attributes are a list', says(about(34_360_000_101, [])), 'upstream_invalid'],
  ['another contact', says(about(34_360_000_202, { ...ada, externalId: 'user-bo' })), 'upstream_invalid'],
  [
    'a contact without an external id',
    says(about(34_360_000_101, { first_name: 'Forged' })),
    'upstream_invalid',
  ],
  [
    'the right contact and another one',
    says(
      `{"data":[{"id":1,"attributes":{"externalId":"user-ada"}},{"id":2,"attributes":{"externalId":"user-bo"}}]}`,
    ),
    'upstream_invalid',
  ],
];

describe('a Drift that sends', () => {
  it.each(misbehaviours)('%s', async (_what, misbehave, code) => {
    // A call that breaks off is made once more after a moment, which is the machine's here.
    proxy = await startProxy({ clock: createPassingClock() });
    proxy.sandbox.answerInstead((_call, response) => {
      misbehave(response);
      return true;
    });
    const answer = await read();
    expectProblem(answer, code);
    expect(JSON.stringify([answer.headers, answer.text])).not.toContain('canary-of-drift');
    expect(proxy.lines.join('')).not.toContain('canary-of-drift');

    const before = proxy.sandbox.calls.count();
    const again = await read();
    expect([again.status, proxy.sandbox.calls.count() - before]).toEqual([answer.status, 1]);

    proxy.sandbox.answerInstead(undefined);
    const good = await read();
    expect([good.status, good.body.attributes.first_name]).toEqual([200, 'Ada']);
  });

  it('nothing at all', async () => {
    proxy = await startProxy();
    const release = proxy.sandbox.hold();
    const waiting = read().then((answer) => answer);
    await proxy.sandbox.calls.arrived(1);
    proxy.clock.advance(1_999);
    expect((await request(proxy.url).get('/healthz')).status).toBe(200);
    proxy.clock.advance(1);
    expectProblem(await waiting, 'upstream_timeout');
    release();
    expect((await read()).body.attributes.first_name).toBe('Ada');
  });

  it('headers in time, and then a body that never ends', async () => {
    proxy = await startProxy();
    proxy.sandbox.answerInstead((_call, response) => {
      response.writeHead(200, json).write('{"data":');
      return true;
    });
    const waiting = read().then((answer) => answer);
    await proxy.sandbox.calls.arrived(1);
    proxy.clock.advance(2_000);
    expectProblem(await waiting, 'upstream_timeout');
    proxy.sandbox.answerInstead(undefined);
    expect((await read()).body.attributes.first_name).toBe('Ada');
  });

  it('headers of its own, none of which reaches the visitor', async () => {
    proxy = await startProxy();
    proxy.sandbox.answerInstead((_call, response) => {
      response.writeHead(200, {
        ...json,
        'Set-Cookie': 'drift=1',
        'Cache-Control': 'public, max-age=3600',
        'Access-Control-Allow-Origin': '*',
        'X-Upstream': 'canary-of-drift',
      });
      response.end(about(34_360_000_101, { externalId: 'user-ada', plan: 'pro' }));
      return true;
    });
    const { status, headers } = await read();
    expect([status, headers['cache-control']]).toEqual([200, 'private, no-store']);
    expect(
      headers['set-cookie'] ?? headers['access-control-allow-origin'] ?? headers['x-upstream'],
    ).toBeUndefined();
  });

  it('a failure, while an older good answer is there: that one, marked as stale, is given and kept', async () => {
    proxy = await startProxy();
    await read();
    proxy.clock.advance(3_600_000 - 1);
    const claims = { exp: proxy.clock.wall() / 1000 + 60, iat: Math.floor(proxy.clock.wall() / 1000) };
    proxy.sandbox.answerInstead((_call, response) => {
      says(about(34_360_000_202, { ...ada, externalId: 'user-bo' }))(response);
      return true;
    });
    for (const { status, body } of [await read(claims), await read(claims)]) {
      expect([status, body.stale, body.attributes.first_name]).toEqual([200, true, 'Ada']);
    }
  });
});

describe('a Drift that is not there', () => {
  it('is upstream_unavailable, and the process lives and is ready', async () => {
    proxy = await startProxy({ driftUrl: 'http://127.0.0.1:1' });
    expectProblem(await read(), 'upstream_unavailable');
    expect((await request(proxy.url).get('/healthz')).status).toBe(200);
    expect((await request(proxy.url).get('/readyz')).status).toBe(200);
  });
});

describe('what is sent to Drift', () => {
  it('is one question with our token, and nothing of the visitor but the name of the contact', async () => {
    proxy = await startProxy();
    await request(proxy.url)
      .get('/v1/me/attributes?fields=plan&canary=of-the-visitor')
      .set({
        ...proxy.bearer(),
        Cookie: 'canary=of-the-visitor',
        'User-Agent': 'canary-of-the-visitor',
        'X-Forwarded-For': '203.0.113.9',
        'X-Request-Id': 'canary-of-the-visitor',
        'Accept-Language': 'canary-of-the-visitor',
      });
    const [call, ...others] = proxy.sandbox.calls.entries;
    expect(others).toEqual([]);
    expect([call?.method, call?.path, call?.query]).toEqual([
      'GET',
      '/contacts',
      '?idType=external&id=user-ada',
    ]);
    expect(Object.keys(call?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'authorization',
      'connection',
      'host',
      'user-agent',
    ]);
    expect(JSON.stringify(call)).not.toContain('of-the-visitor');
  });

  it('is the whole external id, whatever is in it', async () => {
    proxy = await startProxy();
    const { body } = await read({ sub: 'ÜSER 143/ä+b&c=d%20?#' });
    expect([body.known, body.attributes.plan]).toEqual([true, 'pro']);
    expect(proxy.sandbox.calls.entries[0]?.query.split('&')).toHaveLength(2);
  });
});
