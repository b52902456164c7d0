// Health: does the process live, and should it be sent requests? Anybody may ask, as often as they like.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import {
  answerWith,
  breakOff,
  jwkOf,
  type KeySetServer,
  publish,
  startKeySetServer,
} from '../support/key-set-server.ts';
import { expectProblem } from '../support/problem.ts';
import { type ConfigChanges, type RunningProxy, startProxy } from '../support/proxy.ts';
import { createRsaKeys } from '../support/tokens.ts';
import { until } from '../support/until.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

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
