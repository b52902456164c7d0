// The main job: a session reads its own contact's attributes, and each contact costs one call.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type RunningProxy, startProxy } from '../support/proxy.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

const get = (path: string, headers: Record<string, string> = proxy.bearer()) =>
  request(proxy.url).get(path).set(headers);
const read = (claims?: Record<string, unknown>) => get('/v1/me/attributes', proxy.bearer(claims));

/** All that the policy shows of Ada. */
const ofAda = { first_name: 'Ada', company: 'Lumen Freight', city: 'Port Alder', plan: 'enterprise' };

describe('GET /v1/me/attributes', () => {
  it("answers with the contact's attributes of the policy, typed and dated", async () => {
    proxy = await startProxy();
    const { status, body, headers } = await read();
    expect(status).toBe(200);
    expect(body).toEqual({
      known: true,
      attributes: {
        first_name: 'Ada',
        company: 'Lumen Freight',
        plan: 'enterprise',
        city: expect.any(String),
      },
      asOf: '2026-11-22T10:00:00.000Z',
      stale: false,
    });
    expect(headers['cache-status']).toBe('drift-attribute-proxy; fwd=miss');
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
  });

  it('shows each session its own contact and no other', async () => {
    proxy = await startProxy();
    const [ada, bo, again] = [await read({ sub: 'user-ada' }), await read({ sub: 'user-bo' }), await read()];
    expect(ada.body.attributes.first_name).toBe('Ada');
    expect(bo.body.attributes.first_name).toBe('Bo');
    expect(again.body.attributes).toEqual(ada.body.attributes);
    expect(proxy.sandbox.calls.count()).toBe(2);
  });

  it('shows an audience with a scope what only it may see', async () => {
    proxy = await startProxy();
    const { body } = await read({ scope: 'contacts:read' });
    expect(body.attributes).toEqual({ ...ofAda, email: 'ada.verne@example.com' });
  });

  it('never sends an attribute that the policy does not name, even one that appears later', async () => {
    proxy = await startProxy();
    proxy.sandbox.contacts.update('34360000101', { credit_limit: 'canary-of-the-policy', plan: 'pro' });
    const first = await read();
    proxy.sandbox.contacts.update('34360000101', { another_secret: 'canary-of-the-policy' });
    proxy.clock.advance(86_400_000 * 2);
    const seconds = proxy.clock.wall() / 1000;
    const second = await read({ iat: seconds, exp: seconds + 60 });
    for (const { status, body, text } of [first, second]) {
      expect(status).toBe(200);
      expect(body.attributes).toEqual({ ...ofAda, plan: 'pro' });
      expect(text).not.toContain('canary-of-the-policy');
    }
  });

  it('answers HEAD with the headers of GET and no body', async () => {
    proxy = await startProxy();
    const full = await read();
    const head = await request(proxy.url).head('/v1/me/attributes').set(proxy.bearer());
    expect(head.status).toBe(200);
    expect(head.text ?? '').toBe('');
    expect(head.headers['content-length']).toBe(full.headers['content-length']);
    expect(head.headers['cache-status']).toBe('drift-attribute-proxy; hit');
  });
});

describe('a credential', () => {
  const fromPage = { 'Sec-Fetch-Site': 'same-origin', 'Sec-Fetch-Mode': 'cors', 'Sec-Fetch-Dest': 'empty' };

  it.each<[string, (token: string) => Record<string, string>]>([
    ['the Authorization header', (token) => ({ Authorization: `Bearer ${token}` })],
    ['the Authorization header, its scheme in lower case', (token) => ({ Authorization: `bearer ${token}` })],
    ['the cookie of a same-origin script', (token) => ({ Cookie: `session=${token}`, ...fromPage })],
    ['the cookie among others', (token) => ({ Cookie: `a=b; session=${token}; xsession=c`, ...fromPage })],
    [
      'the cookie with our own header',
      (token) => ({ Cookie: `session=${token}`, 'X-Drift-Attributes': '1' }),
    ],
    [
      'header and cookie that agree',
      (token) => ({ Authorization: `Bearer ${token}`, Cookie: `session=${token}` }),
    ],
    [
      'the cookie behind another scheme',
      (token) => ({ Authorization: 'Basic c3RhZ2luZzpzdGFnaW5n', Cookie: `session=${token}`, ...fromPage }),
    ],
  ])('may come as %s', async (_how, headers) => {
    proxy = await startProxy();
    const { status, body } = await get('/v1/me/attributes', headers(proxy.token()));
    expect({ status, attributes: body.attributes }).toEqual({ status: 200, attributes: ofAda });
  });

  it('is not read from a cookie when none is configured', async () => {
    proxy = await startProxy({ config: { http: { sessionCookie: undefined } } });
    const { status, body } = await get('/v1/me/attributes', {
      Cookie: `session=${proxy.token()}`,
      ...fromPage,
    });
    expect([status, body.code]).toEqual([401, 'token_missing']);
  });

  it('is not read from the query', async () => {
    proxy = await startProxy();
    const { status, body } = await get(`/v1/me/attributes?access_token=${proxy.token()}`, {});
    expect([status, body.code]).toEqual([401, 'token_missing']);
  });
});

describe('fields', () => {
  it.each<[string, string, Record<string, string>]>([
    ['one name', 'fields=first_name', { first_name: 'Ada' }],
    [
      'several names, in the order of the policy',
      'fields=plan,first_name',
      { first_name: 'Ada', plan: 'enterprise' },
    ],
    ['names with spaces around', 'fields=%20plan%20,+first_name', { first_name: 'Ada', plan: 'enterprise' }],
    ['a name that nobody knows beside one', 'fields=nonsense,plan', { plan: 'enterprise' }],
    ['a name that another audience has', 'fields=email,plan', { plan: 'enterprise' }],
    ["Drift's own name for an attribute", 'fields=employment_name', {}],
    ['names of prototypes', 'fields=__proto__,constructor,prototype,toString', {}],
    ['a name twice', 'fields=plan,plan', { plan: 'enterprise' }],
    ['names in another case', 'fields=Plan', {}],
    ['nothing', 'fields=', {}],
    ['2,048 characters', `fields=plan${','.repeat(2_044)}`, { plan: 'enterprise' }],
    ['another parameter of similar name', 'fields[]=plan&Fields=plan', ofAda],
  ])('narrow to %s', async (_what, query, attributes) => {
    proxy = await startProxy();
    const { status, body } = await get(`/v1/me/attributes?${query}`);
    expect({ status, known: body.known, attributes: body.attributes }).toEqual({
      status: 200,
      known: true,
      attributes,
    });
  });

  it.each([
    ['are repeated', 'fields=plan&fields=first_name'],
    ['are longer than 2,048 characters', `fields=plan${','.repeat(2_045)}`],
  ])('that %s are refused', async (_what, query) => {
    proxy = await startProxy();
    const { status, body } = await get(`/v1/me/attributes?${query}`);
    expect([status, body.code, proxy.sandbox.calls.count()]).toEqual([400, 'request_invalid', 0]);
  });

  it('do not make a second call for the same contact', async () => {
    proxy = await startProxy();
    await get('/v1/me/attributes?fields=plan');
    const { body, headers } = await get('/v1/me/attributes?fields=first_name');
    expect(body.attributes).toEqual({ first_name: 'Ada' });
    expect(headers['cache-status']).toBe('drift-attribute-proxy; hit');
    expect(proxy.sandbox.calls.count()).toBe(1);
  });
});

describe('nobody', () => {
  const nobody = { known: false, attributes: {}, asOf: '2026-11-22T10:00:00.000Z', stale: false };

  it('is known by an external id that Drift does not have', async () => {
    proxy = await startProxy();
    const { status, body, headers } = await read({ sub: 'user-nobody' });
    expect([status, body, headers['cache-status']]).toEqual([200, nobody, 'drift-attribute-proxy; fwd=miss']);
    expect(proxy.sandbox.calls.count()).toBe(1);
  });

  it('is known by an e-mail that several contacts share, which is logged once and without the e-mail', async () => {
    proxy = await startProxy({ config: { policy: { contactClaims: [{ claim: 'email', kind: 'email' }] } } });
    const claims = { email: 'shared@example.com', email_verified: true };
    const [first, second] = [await read(claims), await read(claims)];
    expect([first.status, first.body]).toEqual([200, nobody]);
    expect([second.status, second.body]).toEqual([200, nobody]);
    expect(proxy.sandbox.calls.count()).toBe(1);
    expect(proxy.lines.filter((line) => line.includes('Several contacts answer to one name'))).toHaveLength(
      1,
    );
  });

  it('is known, and nobody is asked, when the session names no contact', async () => {
    proxy = await startProxy({
      config: { policy: { contactClaims: [{ claim: 'crm_id', kind: 'external' }] } },
    });
    const { status, body, headers } = await read();
    expect([status, body]).toEqual([200, nobody]);
    expect(headers['cache-status']).not.toMatch(/hit|miss/);
    expect(proxy.sandbox.calls.count()).toBe(0);
  });

  it('becomes somebody soon after Drift knows the contact', async () => {
    proxy = await startProxy();
    await read({ sub: 'user-new' });
    proxy.sandbox.contacts.create({ email: 'new@example.com', externalId: 'user-new', first_name: 'New' });
    expect((await read({ sub: 'user-new' })).body.known).toBe(false);
    proxy.clock.advance(5_500);
    expect((await read({ sub: 'user-new' })).body.attributes).toEqual({ first_name: 'New' });
  });
});

describe('a contact', () => {
  it.each<[string, 'id' | 'external' | 'email', unknown, string]>([
    ['its Drift id', 'id', '34360000202', 'Bo'],
    ['its Drift id as a number', 'id', 34_360_000_202, 'Bo'],
    ['a Drift id beyond 2^53', 'id', '9007199254740993', 'Cleo'],
    ['its external id', 'external', 'user-bo', 'Bo'],
    ['its e-mail in another case', 'email', 'BO.tamsin@example.ORG', 'Bo'],
  ])('is found by %s in the configured claim', async (_how, kind, value, name) => {
    proxy = await startProxy({ config: { policy: { contactClaims: [{ claim: 'who', kind }] } } });
    const { body } = await read({ who: value, email_verified: true });
    expect([body.known, body.attributes.first_name]).toEqual([true, name]);
    expect(proxy.sandbox.calls.count()).toBe(1);
  });
});

describe('Cache-Status, asOf and stale', () => {
  const minutes = 60_000;
  const later = () => {
    const seconds = proxy.clock.wall() / 1000;
    return read({ iat: seconds, exp: seconds + 60 });
  };
  const told = ({
    body,
    headers,
  }: {
    body: { asOf: string; stale: boolean };
    headers: Record<string, string>;
  }) => [headers['cache-status']?.replace('drift-attribute-proxy; ', ''), body.asOf, body.stale];

  it('tell a miss, a hit, a stale answer while it is refreshed, and the refreshed one', async () => {
    proxy = await startProxy();
    expect(told(await read())).toEqual(['fwd=miss', '2026-11-22T10:00:00.000Z', false]);
    proxy.clock.advance(1 * minutes);
    expect(told(await later())).toEqual(['hit', '2026-11-22T10:00:00.000Z', false]);

    proxy.clock.advance(5 * minutes);
    const release = proxy.sandbox.hold();
    expect(told(await later())).toEqual(['hit; detail=stale', '2026-11-22T10:00:00.000Z', true]);
    release();
    await proxy.sandbox.calls.arrived(2);
    let refreshed = await later();
    while (refreshed.body.stale) refreshed = await later();
    expect(told(refreshed)).toEqual(['hit', '2026-11-22T10:06:00.000Z', false]);
    expect(proxy.sandbox.calls.count()).toBe(2);
  });

  it('tell an old answer that stands in for a Drift that fails', async () => {
    proxy = await startProxy();
    await read();
    proxy.clock.advance(60 * minutes);
    proxy.sandbox.answerInstead((_call, response) => {
      response.writeHead(500).end();
      return true;
    });
    const answer = await later();
    expect(answer.status).toBe(200);
    expect(told(answer)).toEqual(['hit; detail=stale', '2026-11-22T10:00:00.000Z', true]);
    expect(answer.body.attributes).toEqual(ofAda);
  });

  it('tell that Drift was asked first when the answer is old and Drift is there', async () => {
    proxy = await startProxy();
    await read();
    proxy.clock.advance(60 * minutes);
    expect(told(await later())).toEqual(['fwd=miss', '2026-11-22T11:00:00.000Z', false]);
  });
});

describe('GET /v1/attributes', () => {
  it('lists name, type and description of what the audience may see, and asks nobody', async () => {
    proxy = await startProxy();
    const { status, body } = await get('/v1/attributes');
    expect(status).toBe(200);
    expect(body).toEqual({
      attributes: [
        { name: 'first_name', type: 'string' },
        { name: 'company', type: 'string', description: 'Employer' },
        { name: 'city', type: 'string' },
        { name: 'plan', type: 'string' },
      ],
    });
    expect(proxy.sandbox.calls.count()).toBe(0);
  });

  it('lists more for an audience that may see more', async () => {
    proxy = await startProxy();
    const { body } = await get('/v1/attributes', proxy.bearer({ scope: 'contacts:read' }));
    expect(body.attributes.map(({ name }: { name: string }) => name)).toEqual([
      'first_name',
      'company',
      'city',
      'plan',
      'email',
    ]);
  });

  it('needs a session', async () => {
    proxy = await startProxy();
    const { status, body } = await get('/v1/attributes', {});
    expect([status, body.code]).toEqual([401, 'token_missing']);
  });
});
