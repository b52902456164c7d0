// Health: does the process live, and should it be sent requests? Anybody may ask, as often as they like.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { canary } from '../support/canary.ts';
import { json, silence, startFakeDrift } from '../support/fake-drift.ts';
import {
  answerWith,
  breakOff,
  jwkOf,
  type KeySetServer,
  publish,
  startKeySetServer,
} from '../support/key-set-server.ts';
import { createPolicyInHand } from '../support/policy-in-hand.ts';
import { expectProblem } from '../support/problem.ts';
import { type ConfigChanges, type RunningProxy, startProxy, testPolicy } from '../support/proxy.ts';
import { createRsaKeys } from '../support/tokens.ts';
import { until } from '../support/until.ts';

let proxy: RunningProxy;
afterEach(async () => {
  const stopped = proxy.stop();
  proxy.clock.advance(60_000);
  await stopped;
});

const ask = async (path: string) => {
  const { status, body } = await request(proxy.url).get(path);
  return [status, body];
};

describe('health', () => {
  it('is ok and ready without a session', async () => {
    proxy = await startProxy();
    expect(await ask('/healthz')).toEqual([200, { status: 'ok' }]);
    expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
    expect(proxy.sandbox.calls.count()).toBe(0);
  });

  it('is not limited', async () => {
    proxy = await startProxy({ config: { limits: { address: 1, subject: 1 } } });
    const statuses = await Promise.all(Array.from({ length: 40 }, async () => (await ask('/readyz'))[0]));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it('stays while Drift fails or hangs: that is no fault of this process', async () => {
    proxy = await startProxy();
    proxy.sandbox.hold();
    const waiting = request(proxy.url)
      .get('/v1/me/attributes')
      .set(proxy.bearer())
      .then((answer) => answer);
    await proxy.sandbox.calls.arrived(1);
    expect((await ask('/healthz'))[0]).toBe(200);
    expect((await ask('/readyz'))[0]).toBe(200);
    proxy.clock.advance(2_000);
    expectProblem(await waiting, 'upstream_timeout');
    expect((await ask('/readyz'))[0]).toBe(200);
  });

  it('says nothing of version, configuration or components', async () => {
    proxy = await startProxy();
    const { text, headers } = await request(proxy.url).get('/readyz');
    expect(text).toBe('{"status":"ready"}');
    expect(JSON.stringify(headers)).not.toContain('0.0.0-test');
  });
});

describe('readiness with a key set', () => {
  let identityProvider: KeySetServer;
  afterEach(() => identityProvider.close());

  const byKeySet = (): ConfigChanges => ({
    auth: { algorithm: 'RS256', keys: { kind: 'key-set', url: identityProvider.url } },
  });

  it('is starting, 503, until the first set is there, and ready from then on', async () => {
    identityProvider = await startKeySetServer(breakOff);
    proxy = await startProxy({ config: byKeySet() });
    await until('the identity provider was asked', () => identityProvider.asked() > 0);
    expect(await ask('/readyz')).toEqual([503, { status: 'starting' }]);
    expect((await ask('/healthz'))[0]).toBe(200);

    identityProvider.behave(publish(jwkOf(createRsaKeys().verifying, { kid: 'a' })));
    await until('the set is there', async () => {
      proxy.clock.advance(1_000);
      return (await ask('/readyz'))[0] === 200;
    });
    expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
  });

  it('stays ready when the provider fails later', async () => {
    identityProvider = await startKeySetServer(publish(jwkOf(createRsaKeys().verifying, { kid: 'a' })));
    proxy = await startProxy({ config: byKeySet() });
    await until('the set is there', async () => (await ask('/readyz'))[0] === 200);
    identityProvider.behave(answerWith('no', 500));
    const asked = identityProvider.asked();
    await until('the provider was asked again', () => {
      proxy.clock.advance(60_000);
      return identityProvider.asked() > asked;
    });
    expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
  });
});

type ReportedComponent = {
  state: string;
  since: string;
  lastFailure?: Record<string, string>;
  lastDelivery?: string;
};

const status = async (): Promise<{ status: string; components: Record<string, ReportedComponent> }> =>
  (await request(proxy.adminUrl).get('/status')).body;
const component = async (name: string): Promise<ReportedComponent | undefined> =>
  (await status()).components[name];

const started = '2026-11-22T10:00:00.000Z';
/** The wall clock so many milliseconds after the start. */
const atStartPlus = (milliseconds: number): string =>
  new Date(Date.parse(started) + milliseconds).toISOString();

let visitors = 0;
/** Somebody who was never seen before: only Drift can say who that is. */
const newVisitor = async () => {
  visitors += 1;
  return (
    await request(proxy.url)
      .get('/v1/me/attributes')
      .set(proxy.bearer({ sub: `visitor-${visitors}` }))
  ).status;
};
const newVisitors = async (count: number): Promise<readonly number[]> => {
  const statuses: number[] = [];
  for (let visitor = 0; visitor < count; visitor += 1) statuses.push(await newVisitor());
  return statuses;
};
const fail = (code = 500): void =>
  proxy.sandbox.answerInstead((_call, response) => {
    response.writeHead(code).end();
    return true;
  });

describe('health when Drift is down', () => {
  it('is degraded, and 200, from a start on that Drift could not be reached at', async () => {
    proxy = await startProxy({ driftUrl: 'http://127.0.0.1:1' });
    await until('Drift was asked in vain', async () => (await ask('/readyz'))[1].status !== 'ready');
    expect(await ask('/readyz')).toEqual([200, { status: 'degraded' }]);
    expect(await ask('/healthz')).toEqual([200, { status: 'ok' }]);
  });

  it('is degraded, and 200, after one refusal too many, and ready with the first answer', async () => {
    proxy = await startProxy();
    fail();
    expect(await newVisitors(3)).toEqual([503, 503, 503]);
    expect(await ask('/readyz')).toEqual([200, { status: 'degraded' }]);
    proxy.sandbox.answerInstead(undefined);
    await newVisitor();
    expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
  });

  it('is degraded when Drift no longer takes our token', async () => {
    proxy = await startProxy();
    proxy.sandbox.acceptTokens('another');
    expect(await newVisitors(3)).toEqual([502, 502, 502]);
    expect(await ask('/readyz')).toEqual([200, { status: 'degraded' }]);
    expect((await component('drift'))?.state).toBe('rejecting');
  });

  it('does not change for one failure, nor for many with answers between them', async () => {
    proxy = await startProxy();
    for (let round = 0; round < 5; round += 1) {
      fail();
      await newVisitors(2);
      proxy.sandbox.answerInstead(undefined);
      await newVisitors(3);
      expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
    }
  });

  it('does not change for a short slowness, however many wait', async () => {
    proxy = await startProxy({ config: { policy: { contactClaims: [{ claim: 'sub', kind: 'id' }] } } });
    const release = proxy.sandbox.hold();
    const waiting = Array.from({ length: 15 }, (_, visitor) =>
      request(proxy.url)
        .get('/v1/me/attributes')
        .set(proxy.bearer({ sub: `${visitor + 1}` }))
        .then((answer) => answer.status),
    );
    await proxy.sandbox.calls.arrived(15);
    proxy.clock.advance(2_000);
    expect(new Set(await Promise.all(waiting))).toEqual(new Set([504]));
    expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
    release();
  });

  it('does not change for one slow call at the start', async () => {
    const drift = await startFakeDrift(silence);
    proxy = await startProxy({ driftUrl: drift.url });
    await drift.hasBeenAsked(1);
    proxy.clock.advance(2_000);
    await until('the call was given up', async () => (await component('drift'))?.lastFailure !== undefined);
    expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
    expect((await component('drift'))?.state).toBe('unasked');
    await drift.close();
  });

  it('is ready again within a minute of the recovery, though nobody comes', async () => {
    const drift = await startFakeDrift(json({}, 401));
    proxy = await startProxy({ driftUrl: drift.url });
    await until('the token was refused', async () => (await ask('/readyz'))[1].status === 'degraded');
    drift.reply(json({ data: [] }));
    proxy.clock.advance(30_000);
    await until('Drift was asked again', async () => (await ask('/readyz'))[1].status === 'ready');
    expect(drift.asked).toHaveLength(2);
    await drift.close();
  });

  it('does not change for one contact that Drift describes badly, however often it comes', async () => {
    proxy = await startProxy();
    proxy.sandbox.answerInstead((_call, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"id":"nonsense"}}');
      return true;
    });
    const read = () =>
      request(proxy.url)
        .get('/v1/me/attributes')
        .set(proxy.bearer({ sub: 'odd' }));
    for (let visit = 0; visit < 5; visit += 1) expect((await read()).status).toBe(502);
    expect(await ask('/readyz')).toEqual([200, { status: 'ready' }]);
    expect(await newVisitors(3)).toEqual([502, 502, 502]);
    expect(await ask('/readyz')).toEqual([200, { status: 'degraded' }]);
  });

  it('leaves what is remembered alone', async () => {
    proxy = await startProxy();
    const read = () => request(proxy.url).get('/v1/me/attributes').set(proxy.bearer());
    await read();
    fail();
    await newVisitors(3);
    expect([(await read()).status, (await ask('/readyz'))[1].status]).toEqual([200, 'degraded']);
  });
});

describe('/status', () => {
  it('tells of every component how it does and since when', async () => {
    proxy = await startProxy();
    await until('the token was checked', async () => (await component('drift'))?.state === 'good');
    expect((await status()).components).toEqual({
      drift: { state: 'good', since: started, breaker: 'closed' },
      keys: { state: 'ready', since: started },
      redis: { state: 'off', since: started },
      files: { state: 'current', since: started },
      webhooks: { state: 'waiting', since: started },
    });
  });

  it('tells since when Drift fails, and the last failure by its code and time', async () => {
    proxy = await startProxy();
    fail();
    proxy.clock.advance(1_000);
    await newVisitors(2);
    expect(await component('drift')).toMatchObject({
      state: 'good',
      lastFailure: { reason: 'upstream_unavailable', at: atStartPlus(1_000) },
    });
    proxy.clock.advance(1_000);
    await newVisitor();
    const failing = { state: 'failing', since: atStartPlus(2_000) };
    expect(await component('drift')).toMatchObject({ ...failing, lastFailure: { at: atStartPlus(2_000) } });
    proxy.clock.advance(1_000);
    await newVisitor();
    expect(await component('drift')).toMatchObject({ ...failing, lastFailure: { at: atStartPlus(3_000) } });
    expect((await status()).status).toBe('degraded');
  });

  it('remembers the last failure when Drift is well again', async () => {
    proxy = await startProxy();
    fail();
    await newVisitors(3);
    proxy.clock.advance(7_000);
    proxy.sandbox.answerInstead(undefined);
    await newVisitor();
    expect(await component('drift')).toMatchObject({
      state: 'good',
      since: atStartPlus(7_000),
      lastFailure: { reason: 'upstream_unavailable', at: started },
    });
  });

  it('tells that the breaker is open', async () => {
    proxy = await startProxy();
    fail();
    await newVisitors(25);
    expect(await component('drift')).toMatchObject({ state: 'failing', breaker: 'open' });
    expect(proxy.sandbox.calls.count()).toBeLessThan(25);
  });

  it('tells when webhooks came, and why the last one that did not count was refused', async () => {
    proxy = await startProxy();
    const deliver = (token: string) =>
      request(proxy.url)
        .post('/webhooks/drift')
        .set('X-Verification-Token', token)
        .send({ type: 'new_message', data: {} });
    proxy.clock.advance(1_000);
    await deliver('canary-guess');
    const lastFailure = { reason: 'token_invalid', at: atStartPlus(1_000) };
    expect(await component('webhooks')).toEqual({ state: 'waiting', since: started, lastFailure });
    proxy.clock.advance(1_000);
    await deliver(canary.webhookToken);
    proxy.clock.advance(1_000);
    await deliver(canary.webhookToken);
    expect(await component('webhooks')).toEqual({
      state: 'received',
      since: atStartPlus(2_000),
      lastFailure,
      lastDelivery: atStartPlus(3_000),
    });
  });

  it('tells that webhooks are off', async () => {
    proxy = await startProxy({ config: { webhooks: { tokens: undefined } } });
    expect(await component('webhooks')).toEqual({ state: 'off', since: started });
  });

  it('tells of a policy that was not taken, until it is good again', async () => {
    const inHand = createPolicyInHand(testPolicy);
    proxy = await startProxy({ policy: inHand.policy });
    inHand.put(undefined);
    proxy.clock.advance(5_000);
    const lastFailure = { reason: 'policy.yaml', at: atStartPlus(5_000) };
    expect(await component('files')).toEqual({ state: 'outdated', since: atStartPlus(5_000), lastFailure });
    inHand.put(testPolicy);
    proxy.clock.advance(5_000);
    expect(await component('files')).toEqual({ state: 'current', since: atStartPlus(10_000), lastFailure });
  });

  it('tells since when sessions can be verified, and not since when somebody asked', async () => {
    proxy = await startProxy();
    proxy.clock.advance(3_600_000);
    expect(await component('keys')).toEqual({ state: 'ready', since: started });
  });

  it('tells that no session can be verified, and why', async () => {
    const identityProvider = await startKeySetServer(breakOff);
    proxy = await startProxy({
      config: { auth: { algorithm: 'RS256', keys: { kind: 'key-set', url: identityProvider.url } } },
    });
    await until(
      'the identity provider failed',
      async () => (await component('keys'))?.lastFailure !== undefined,
    );
    expect(await component('keys')).toMatchObject({
      state: 'missing',
      since: started,
      lastFailure: { reason: expect.stringContaining('key_set_unreachable'), at: started },
    });
    await identityProvider.close();
  });

  it('leaks nothing, whatever went wrong', async () => {
    proxy = await startProxy({ sandbox: { behaviour: { errorShape: 'text' } } });
    proxy.sandbox.answerInstead((_call, response) => {
      response.writeHead(500).end('canary-words of upstream about eve@example.com');
      return true;
    });
    await newVisitors(6);
    await request(proxy.url).post('/webhooks/drift').send({ type: 'canary-type', token: 'canary-token' });
    const { text } = await request(proxy.adminUrl).get('/status');
    expect(text).not.toMatch(/canary|visitor-|@|user-|127\.0\.0\.1|http/);
  });
});
