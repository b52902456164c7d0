// POST /webhooks/drift: who is believed, what is understood, and what the next request then gets.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { Reload } from '../../config/reloading.ts';
import { canary } from '../support/canary.ts';
import { settle } from '../support/held-fetch.ts';
import { expectProblem } from '../support/problem.ts';
import { type ConfigChanges, type RunningProxy, startProxy } from '../support/proxy.ts';
import { exchangeRaw, rawRequest } from '../support/raw-http.ts';
import { until } from '../support/until.ts';

let proxy: RunningProxy;
afterEach(async () => {
  const stopped = proxy.stop();
  proxy.clock.advance(60_000);
  await stopped;
});

const path = '/webhooks/drift';
const ada = '34360000101';
const token = canary.webhookToken;

type Headers = Readonly<Record<string, string>>;

const proven: Headers = { 'X-Verification-Token': token };
const asText = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));
const deliver = (body: unknown, headers: Headers = proven) =>
  request(proxy.url)
    .post(path)
    .set({ 'Content-Type': 'application/json', ...headers })
    .send(asText(body));
const read = (claims?: Record<string, unknown>) =>
  request(proxy.url).get('/v1/me/attributes').set(proxy.bearer(claims));

const updated = (diff?: unknown, endUserId: unknown = Number(ada)) => ({
  orgId: 1,
  type: 'contact_updated',
  data: { endUserId, timestamp: 1, orgId: 1, diff },
});
const planChanged = updated([{ name: 'attributes.plan', previous: 'free', updated: 'pro' }]);

/** Deliveries by type and outcome. */
const counted = async (): Promise<Record<string, number>> => {
  const { text } = await request(proxy.adminUrl).get('/metrics');
  const found = text.matchAll(/^drift_proxy_webhooks_total\{type="(\w+)",outcome="(\w+)"\} (\d+)$/gm);
  return Object.fromEntries(
    [...found].map(([, type, outcome, count]) => [`${type} ${outcome}`, Number(count)]),
  );
};

const withWebhooks = (webhooks: ConfigChanges['webhooks']): ConfigChanges => ({ webhooks: { ...webhooks } });

describe('a delivery is believed', () => {
  it.each<[string, Headers, Record<string, unknown>]>([
    ['with the token in the header', proven, {}],
    ['with the token in the body', {}, { token }],
    ['with the token in both', proven, { token }],
  ])('%s', async (_how, headers, more) => {
    proxy = await startProxy();
    const { status, body } = await deliver({ ...planChanged, ...more }, headers);
    expect([status, body]).toEqual([200, { status: 'ok' }]);
    expect(await counted()).toEqual({ 'contact_updated expired': 1 });
  });

  it.each([['application/json; charset=utf-8'], ['application/json;charset=UTF-8'], ['Application/JSON']])(
    'as %s',
    async (type) => {
      proxy = await startProxy();
      expect((await deliver(planChanged, { ...proven, 'Content-Type': type })).status).toBe(200);
    },
  );

  it('of 256 KiB', async () => {
    proxy = await startProxy();
    const frame = asText({ ...planChanged, padding: '' });
    const padding = 'x'.repeat(256 * 1024 - frame.length);
    expect((await deliver({ ...planChanged, padding })).status).toBe(200);
  });
});

describe('a delivery is not believed, 401,', () => {
  it.each<[string, Headers, Record<string, unknown>]>([
    ['without a token', {}, {}],
    ['with a wrong header', { 'X-Verification-Token': 'wrong' }, {}],
    ['with a wrong header and a right body', { 'X-Verification-Token': 'wrong' }, { token }],
    ['with a right header and a wrong body', proven, { token: 'wrong' }],
    ['with an empty body token', proven, { token: '' }],
    ['with null for a token', proven, { token: null }],
    ['with a token that is a list', {}, { token: [token] }],
    ['with one letter', { 'X-Verification-Token': 'c' }, {}],
    ['with most of the token', { 'X-Verification-Token': token.slice(0, -1) }, {}],
    ['with more than the token', { 'X-Verification-Token': `${token}0` }, {}],
    ['with 8,000 letters', { 'X-Verification-Token': 'x'.repeat(8_000) }, {}],
    ['with letters of another alphabet', { 'X-Verification-Token': '\u00fc'.repeat(20) }, {}],
    ['with the token as a bearer', { Authorization: `Bearer ${token}` }, {}],
  ])('%s', async (_how, headers, more) => {
    proxy = await startProxy();
    await read();
    const answer = await deliver({ ...planChanged, ...more }, headers);
    expectProblem(answer, 'token_invalid');
    expect(await counted()).toEqual({ 'none token_invalid': 1 });
    expect((await read()).headers['cache-status']).toBe('drift-attribute-proxy; hit');
  });

  it('with the header twice, both right', async () => {
    proxy = await startProxy();
    const body = asText(planChanged);
    const head = rawRequest(
      path,
      [
        ['X-Verification-Token', token],
        ['X-Verification-Token', token],
        ['Content-Type', 'application/json'],
        ['Content-Length', String(body.length)],
      ],
      { method: 'POST' },
    );
    const [answer] = await exchangeRaw(proxy.url, head + body);
    expect([answer?.status, JSON.parse(answer?.text ?? '').code]).toEqual([401, 'token_invalid']);
  });

  it('when what could hold a token cannot be read', async () => {
    proxy = await startProxy();
    expectProblem(await deliver('{"token":', {}), 'token_invalid');
  });

  it('before its body is read', async () => {
    proxy = await startProxy();
    const head = rawRequest(
      path,
      [
        ['X-Verification-Token', 'wrong'],
        ['Content-Type', 'application/json'],
        ['Content-Length', '200000'],
        ['Connection', 'keep-alive'],
      ],
      { method: 'POST' },
    );
    const [answer] = await exchangeRaw(proxy.url, head);
    expect([answer?.status, answer?.headers['connection']]).toEqual([401, 'close']);
  });
});

describe('a delivery is refused', () => {
  it('as too large beyond 256 KiB, however its length is told', async () => {
    proxy = await startProxy();
    expectProblem(await deliver({ ...planChanged, padding: 'x'.repeat(256 * 1024) }), 'too_large');
    const chunk = 'x'.repeat(300 * 1024);
    const head = rawRequest(
      path,
      [
        ['X-Verification-Token', token],
        ['Content-Type', 'application/json'],
        ['Transfer-Encoding', 'chunked'],
      ],
      { method: 'POST' },
    );
    const [answer] = await exchangeRaw(
      proxy.url,
      `${head}${chunk.length.toString(16)}\r\n${chunk}\r\n0\r\n\r\n`,
    );
    expect([answer?.status, JSON.parse(answer?.text ?? '').code]).toEqual([413, 'too_large']);
  });

  it.each<[string, Headers]>([
    ['a form', { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['plain text', { 'Content-Type': 'text/plain' }],
    ['something like JSON', { 'Content-Type': 'application/vnd.drift+json' }],
    ['compressed', { 'Content-Encoding': 'gzip' }],
  ])('as unsupported when it is %s', async (_what, headers) => {
    proxy = await startProxy();
    expectProblem(await deliver(planChanged, { ...proven, ...headers }), 'unsupported_media');
    expect(Object.values(await counted())).toEqual([1]);
  });

  it.each<[string, string]>([
    ['no JSON', 'contact_updated'],
    ['nothing', ''],
    ['cut short', asText(planChanged).slice(0, -1)],
    ['no object', '[]'],
    ['without a type', '{"data":{"endUserId":34360000101}}'],
    ['nested ten thousand deep', `${'{"data":'.repeat(10_000)}0${'}'.repeat(10_000)}`],
  ])('as malformed when it is %s', async (_what, text) => {
    proxy = await startProxy();
    expectProblem(await deliver(text), 'request_invalid');
  });

  it.each(['get', 'head', 'put', 'patch', 'delete'] as const)(
    'by any method but POST: %s',
    async (method) => {
      proxy = await startProxy();
      const { status, headers } = await request(proxy.url)[method](path).set(proven);
      expect([status, headers['allow']]).toEqual([405, 'POST, OPTIONS']);
    },
  );

  it('when webhooks are off, as everything that is not there', async () => {
    proxy = await startProxy({ config: withWebhooks({ tokens: undefined }) });
    expectProblem(await deliver(planChanged), 'not_found');
    expect((await request(proxy.url).get(path)).status).toBe(404);
  });

  it('with no word of what it held, on the wire or in the log', async () => {
    proxy = await startProxy();
    const answer = await deliver({ type: 'canary-type', token: 'canary-guess' }, {});
    expect(answer.text).not.toContain('canary');
    await until('it was logged', () => proxy.lines.some((line) => line.includes(path)));
    expect(proxy.lines.join('')).not.toContain('canary');
  });
});

describe('the organisation', () => {
  it.each<[string, Record<string, unknown>]>([
    ['another one', { orgId: 8, data: {} }],
    ['none', { data: {} }],
    ['another one in data', { data: { orgId: 8 } }],
    ['ours, but another one in data', { orgId: 7, data: { orgId: 8 } }],
    ['another one that a double would take for ours', { orgId: 9_007_199_254_740_992, data: {} }],
  ])('is refused, 403, when it is %s', async (_which, body) => {
    const organisation = body['orgId'] === 9_007_199_254_740_992 ? '9007199254740993' : '7';
    proxy = await startProxy({ config: withWebhooks({ organisation }) });
    await read();
    expectProblem(await deliver({ ...planChanged, orgId: undefined, ...body }), 'not_allowed');
    expect((await read()).headers['cache-status']).toBe('drift-attribute-proxy; hit');
  });

  it.each<[string, string]>([
    ['in the envelope', '{"type":"new_message","orgId":9007199254740993,"data":{}}'],
    ['in data', '{"type":"new_message","data":{"orgId":9007199254740993}}'],
    ['in both', '{"type":"new_message","orgId":9007199254740993,"data":{"orgId":"9007199254740993"}}'],
  ])('is ours %s, digit for digit', async (_where, text) => {
    proxy = await startProxy({ config: withWebhooks({ organisation: '9007199254740993' }) });
    expect((await deliver(text)).status).toBe(200);
  });

  it("is nobody's business until it is configured", async () => {
    proxy = await startProxy();
    expect((await deliver({ ...planChanged, orgId: 99 })).status).toBe(200);
  });

  it('is told only to those with the token', async () => {
    proxy = await startProxy({ config: withWebhooks({ organisation: '7' }) });
    expectProblem(await deliver({ ...planChanged, orgId: 8 }, {}), 'token_invalid');
  });
});

describe('other events', () => {
  it('are taken, counted by their type, and change nothing', async () => {
    proxy = await startProxy();
    await read();
    for (const type of ['new_message', 'conversation_inactive', 'new_message', 'never_heard_of', '__proto__'])
      expect((await deliver({ type, data: { id: Number(ada), endUserId: Number(ada) } })).status).toBe(200);
    expect(await counted()).toEqual({
      'new_message unrelated': 2,
      'conversation_inactive unrelated': 1,
      'other unrelated': 2,
    });
    expect((await read()).headers['cache-status']).toBe('drift-attribute-proxy; hit');
  });

  it('about nobody are taken too', async () => {
    proxy = await startProxy();
    for (const data of [undefined, null, {}, { endUserId: 'seven' }])
      expect((await deliver({ type: 'contact_identified', data })).status).toBe(200);
    expect(await counted()).toEqual({ 'contact_identified unnamed': 4 });
  });
});

describe('a change of the token', () => {
  const replaceable = (...texts: string[]) => {
    const file = {
      name: 'DRIFT_WEBHOOK_TOKEN_FILE',
      current: texts.map((text) => Buffer.from(text)),
      next: undefined as readonly string[] | undefined,
      reload(): Reload {
        if (file.next === undefined) return 'same';
        file.current = file.next.map((text) => Buffer.from(text));
        file.next = undefined;
        return 'replaced';
      },
    };
    return file;
  };
  const statusOf = async (given: string) =>
    (await deliver(planChanged, { 'X-Verification-Token': given })).status;

  it('takes two at once while one takes over from the other', async () => {
    proxy = await startProxy({ config: withWebhooks({ tokens: replaceable(token, `${token}-next`) }) });
    expect([
      await statusOf(token),
      await statusOf(`${token}-next`),
      await statusOf(`${token}-third`),
    ]).toEqual([200, 200, 401]);
  });

  it('in its file counts within five seconds', async () => {
    const file = replaceable(token);
    const config = { ...withWebhooks({ tokens: file }), reloading: [file] as never };
    proxy = await startProxy({ config });
    file.next = [`${token}-next`];
    expect([await statusOf(token), await statusOf(`${token}-next`)]).toEqual([200, 401]);
    proxy.clock.advance(5_000);
    expect([await statusOf(token), await statusOf(`${token}-next`)]).toEqual([401, 200]);
  });
});

describe('guesses', () => {
  const guess = () => deliver(planChanged, { 'X-Verification-Token': 'wrong' });

  it('are limited to ten a minute, and those who know the token never are', async () => {
    proxy = await startProxy({ config: { limits: { address: 1, subject: 1 } } });
    for (let round = 0; round < 10; round += 1) expect((await guess()).status).toBe(401);
    const headers = expectProblem(await guess(), 'too_many_requests');
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expectProblem(await deliver({ ...planChanged, token: 'wrong' }, {}), 'too_many_requests');
    const rightly = await Promise.all(Array.from({ length: 60 }, () => deliver(planChanged)));
    expect(new Set(rightly.map(({ status }) => status))).toEqual(new Set([200]));
    proxy.clock.advance(65_000);
    expect((await guess()).status).toBe(401);
  });

  it('are not what a delivery is that has the token and another fault', async () => {
    proxy = await startProxy({ config: withWebhooks({ organisation: '7' }) });
    for (let round = 0; round < 12; round += 1)
      expect([(await deliver(planChanged)).status, (await deliver('no JSON')).status]).toEqual([403, 400]);
  });

  it('beyond the limit are refused before their body is read, unless the header holds the token', async () => {
    proxy = await startProxy();
    for (let round = 0; round < 10; round += 1)
      expect((await deliver({ ...planChanged, token: 'wrong' }, {})).status).toBe(401);
    const withoutBody = (headers: readonly (readonly [string, string])[]) =>
      rawRequest(
        path,
        [
          ...headers,
          ['Content-Type', 'application/json'],
          ['Content-Length', '200000'],
          ['Connection', 'keep-alive'],
        ],
        { method: 'POST' },
      );
    const [answer] = await exchangeRaw(proxy.url, withoutBody([]));
    expect([answer?.status, JSON.parse(answer?.text ?? '').code]).toEqual([429, 'too_many_requests']);
    expect(Number(answer?.headers['retry-after'])).toBeGreaterThan(0);
    expect(answer?.headers['connection']).toBe('close');
    expect((await deliver(planChanged)).status).toBe(200);
    expectProblem(await deliver({ ...planChanged, token }, {}), 'too_many_requests');
    expect(await counted()).toEqual({
      'none token_invalid': 10,
      'none too_many_requests': 2,
      'contact_updated expired': 1,
    });
    proxy.clock.advance(65_000);
    expect((await deliver({ ...planChanged, token }, {})).status).toBe(200);
  });

  it('of one address do not limit another', async () => {
    proxy = await startProxy({ config: { http: { trustedProxies: ['127.0.0.1/32'] } } });
    const from = (address: string) =>
      deliver(planChanged, { 'X-Verification-Token': 'wrong', 'X-Forwarded-For': address });
    for (let round = 0; round < 10; round += 1) await from('203.0.113.1');
    expect([(await from('203.0.113.1')).status, (await from('203.0.113.2')).status]).toEqual([429, 401]);
  });
});

describe('after an edit in Drift', () => {
  const start = async (options: Parameters<typeof startProxy>[0] = {}) => {
    proxy = await startProxy(options);
    proxy.sandbox.webhooks.target(`${proxy.url}${path}`);
  };
  /** What is done to the contacts, and the end of all deliveries that come of it. */
  const edit = async (action: () => unknown): Promise<void> => {
    action();
    await proxy.sandbox.webhooks.settled();
    expect(proxy.sandbox.webhooks.deliveries.map(({ outcome }) => outcome)).not.toContain(401);
  };
  const { update, identify, put, create } = {
    update: (...args: Parameters<RunningProxy['sandbox']['contacts']['update']>) =>
      proxy.sandbox.contacts.update(...args),
    identify: (...args: Parameters<RunningProxy['sandbox']['contacts']['identify']>) =>
      proxy.sandbox.contacts.identify(...args),
    put: (...args: Parameters<RunningProxy['sandbox']['contacts']['put']>) =>
      proxy.sandbox.contacts.put(...args),
    create: (...args: Parameters<RunningProxy['sandbox']['contacts']['create']>) =>
      proxy.sandbox.contacts.create(...args),
  };
  const failing = (): void =>
    proxy.sandbox.answerInstead((_call, response) => {
      response.writeHead(500).end();
      return true;
    });
  const byName: ConfigChanges = {
    policy: {
      contactClaims: [
        { claim: 'crm', kind: 'id' },
        { claim: 'mail', kind: 'email' },
        { claim: 'sub', kind: 'external' },
      ],
    },
  };
  const byEmail = (mail: string) => ({ mail, email_verified: true });
  const plan = async (claims?: Record<string, unknown>) => {
    const { body, headers } = await read(claims);
    return [
      body.attributes.plan,
      body.stale,
      headers['cache-status']?.replace('drift-attribute-proxy; ', ''),
    ];
  };

  it('the next request asks Drift and gets the new value, and those after it are hits again', async () => {
    await start();
    expect(await plan()).toEqual(['enterprise', false, 'fwd=miss']);
    expect(await plan()).toEqual(['enterprise', false, 'hit']);
    await edit(() => update(ada, { plan: 'free' }));
    expect(await plan()).toEqual(['free', false, 'fwd=miss']);
    expect(await plan()).toEqual(['free', false, 'hit']);
    expect(proxy.sandbox.calls.count()).toBe(2);
  });

  it('nothing is asked until somebody wants to know', async () => {
    await start();
    await read();
    await edit(() => update(ada, { plan: 'free' }));
    proxy.clock.advance(1_000);
    await settle();
    expect(proxy.sandbox.calls.count()).toBe(1);
  });

  it('the old value stands in, marked stale, while Drift is slow; the answer still counts', async () => {
    await start();
    await read();
    await edit(() => update(ada, { plan: 'free' }));
    const release = proxy.sandbox.hold();
    const waiting = plan();
    await proxy.sandbox.calls.arrived(2);
    proxy.clock.advance(200);
    expect(await waiting).toEqual(['enterprise', true, 'hit; detail=stale']);
    release();
    await until('the answer has arrived', async () => (await plan())[0] === 'free');
    expect(proxy.sandbox.calls.count()).toBe(2);
  });

  it('the old value stands in, marked stale, while Drift fails', async () => {
    await start();
    await read();
    await edit(() => update(ada, { plan: 'free' }));
    failing();
    expect(await plan()).toEqual(['enterprise', true, 'hit; detail=stale']);
  });

  it.each<[string, Record<string, unknown>]>([
    ['its id', { crm: ada }],
    ['its external id', {}],
    ['its e-mail', { mail: 'ada.verne@example.com', email_verified: true }],
  ])('a session that names the contact by %s gets the new value', async (_by, claims) => {
    await start({ config: byName });
    expect((await plan(claims))[0]).toBe('enterprise');
    await edit(() => update(ada, { plan: 'free' }));
    expect(await plan(claims)).toEqual(['free', false, 'fwd=miss']);
  });

  it('a contact with an id beyond 2^53 gets the new value, and its neighbour is left alone', async () => {
    await start({ config: byName });
    const [cleo, neighbour] = ['9007199254740993', '9007199254740992'];
    put({ id: neighbour, createdAt: 0, attributes: { plan: 'pro' } });
    await plan({ crm: neighbour });
    const [before] = await plan({ crm: cleo });
    await edit(() => update(cleo, { plan: before === 'free' ? 'pro' : 'free' }));
    expect((await plan({ crm: cleo }))[2]).toBe('fwd=miss');
    expect(await plan({ crm: neighbour })).toEqual(['pro', false, 'hit']);
  });

  it('of what nobody may see, nothing is asked and nothing expires', async () => {
    await start();
    await read();
    await edit(() => update(ada, { credit_limit: 7, socialProfiles: { twitter: { handle: 'x' } } }));
    expect(await plan()).toEqual(['enterprise', false, 'hit']);
    expect(await counted()).toEqual({ 'contact_updated ignored': 1 });
    expect(proxy.sandbox.calls.count()).toBe(1);
  });

  it('of the e-mail, which only some may see, both the old and the new one are asked for anew', async () => {
    await start({ config: byName });
    const [old, now] = [byEmail('ada.verne@example.com'), byEmail('ada@new.example')];
    expect([(await read(old)).body.known, (await read(now)).body.known]).toEqual([true, false]);
    await edit(() => update(ada, { email: 'ada@new.example' }));
    expect([(await read(old)).body.known, (await read(now)).body.known]).toEqual([false, true]);
  });

  it('of the external id, the one it had is nobody and the one it has is found', async () => {
    await start();
    expect([(await read()).body.known, (await read({ sub: 'user-lovelace' })).body.known]).toEqual([
      true,
      false,
    ]);
    await edit(() => update(ada, { externalId: 'user-lovelace' }));
    expect([(await read()).body.known, (await read({ sub: 'user-lovelace' })).body.known]).toEqual([
      false,
      true,
    ]);
  });

  it('that is told many times, one request asks Drift', async () => {
    await start({ sandbox: { behaviour: { webhookCopies: 5 } } });
    await read();
    await edit(() => update(ada, { plan: 'free' }));
    expect(await plan()).toEqual(['free', false, 'fwd=miss']);
    expect(await plan()).toEqual(['free', false, 'hit']);
    expect(proxy.sandbox.calls.count()).toBe(2);
  });

  it('that is told late, or after a later one, what Drift holds is given all the same', async () => {
    await start();
    const wrong = (previous: string, now: string) =>
      updated([{ name: 'attributes.plan', previous, updated: now }]);
    update(ada, { plan: 'pro' });
    await proxy.sandbox.webhooks.settled();
    expect((await plan())[0]).toBe('pro');
    for (const event of [wrong('free', 'enterprise'), wrong('pro', 'free'), wrong('enterprise', 'canary')]) {
      await deliver(event);
      expect(await plan()).toEqual(['pro', false, 'fwd=miss']);
    }
  });

  it('a webhook alone writes nothing: what it says of a contact is never given', async () => {
    await start();
    await read();
    const attributes = {
      externalId: 'user-ada',
      email: 'ada.verne@example.com',
      plan: 'free',
      first_name: 'Mallory',
    };
    await deliver({ type: 'contact_identified', data: { id: Number(ada), attributes } });
    expect((await read()).body.attributes).toMatchObject({ first_name: 'Ada', plan: 'enterprise' });
    await deliver({
      type: 'contact_identified',
      data: { id: 999, attributes: { ...attributes, externalId: 'nobody' } },
    });
    expect((await read({ sub: 'nobody' })).body.known).toBe(false);
  });

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['empty', []],
    ['not understood', { plan: 'free' }],
    ['of a whole map', [{ name: 'attributes' }]],
  ])('with a diff that is %s, Drift is asked', async (_what, diff) => {
    await start();
    await read();
    put({ id: ada, createdAt: 0, attributes: { externalId: 'user-ada', plan: 'free' } });
    expect((await deliver(updated(diff))).status).toBe(200);
    expect(await plan()).toEqual(['free', false, 'fwd=miss']);
  });

  it('an answer that was under way is given to those who waited, and to nobody after them', async () => {
    await start({ config: byName });
    const release = proxy.sandbox.hold();
    const before = plan({ crm: ada });
    await proxy.sandbox.calls.arrived(1);
    await edit(() => update(ada, { plan: 'free' }));
    const after = plan({ crm: ada });
    await proxy.sandbox.calls.arrived(2);
    release();
    await Promise.all([before, after]);
    expect(await plan({ crm: ada })).toEqual(['free', false, 'hit']);
    expect(proxy.sandbox.calls.count()).toBe(2);
  });

  it('a forget during the flight that follows wins', async () => {
    await start();
    await read();
    await edit(() => update(ada, { plan: 'free' }));
    const release = proxy.sandbox.hold();
    const waiting = plan();
    await proxy.sandbox.calls.arrived(2);
    await request(proxy.adminUrl).post('/forget').send({ externalId: 'user-ada' });
    release();
    await waiting;
    failing();
    expect((await read()).status).toBe(503);
  });

  describe('that gives a visitor an e-mail', () => {
    const nobody = byEmail('ada@chat.example');
    const unknownBefore = async (behaviour: 'contact' | 'endUserId') => {
      await start({ config: byName, sandbox: { behaviour: { identifiedData: behaviour } } });
      expect((await read(nobody)).body.known).toBe(false);
      // As if the contact_updated that goes with it had been lost.
      const contact = proxy.sandbox.contacts.get(ada);
      put({
        ...(contact ?? { id: ada, createdAt: 0 }),
        attributes: { ...contact?.attributes, email: 'ada@chat.example' },
      });
    };

    it('the contact is found under it at once when the event holds the whole contact', async () => {
      await unknownBefore('contact');
      await edit(() => identify(ada));
      expect((await read(nobody)).body.attributes.first_name).toBe('Ada');
      expect(proxy.sandbox.calls.count()).toBe(2);
    });

    it('it is found under it after one call by id when the event holds the id alone, however often', async () => {
      await unknownBefore('endUserId');
      for (let copy = 0; copy < 20; copy += 1) await edit(() => identify(ada));
      proxy.clock.advance(100);
      await proxy.sandbox.calls.arrived(2);
      await until('it was found', async () => (await read(nobody)).body.known);
      expect(proxy.sandbox.calls.count((call) => call.path === `/contacts/${ada}`)).toBe(1);
      expect(proxy.sandbox.calls.count()).toBe(3);
    });

    it('that call is not made when visitors need the budget', async () => {
      proxy = await startProxy({
        config: { ...byName, drift: { perMinute: 10 } },
        sandbox: { behaviour: { identifiedData: 'endUserId' } },
      });
      proxy.sandbox.webhooks.target(`${proxy.url}${path}`);
      for (let visitor = 0; visitor < 7; visitor += 1) await read({ sub: `visitor-${visitor}` });
      await edit(() => identify(ada));
      proxy.clock.advance(100);
      await settle();
      await read({ sub: 'the-last-visitor' });
      expect(proxy.sandbox.calls.count((call) => call.path === `/contacts/${ada}`)).toBe(0);
      expect(proxy.sandbox.calls.count()).toBe(8);
    });

    it('a contact that was created elsewhere is found by what it says of itself', async () => {
      await start({ config: byName });
      expect((await read(byEmail('new@example.com'))).body.known).toBe(false);
      const { id } = create({ email: 'new@example.com', plan: 'pro' });
      await edit(() => identify(id));
      expect((await plan(byEmail('new@example.com')))[0]).toBe('pro');
    });
  });
});
