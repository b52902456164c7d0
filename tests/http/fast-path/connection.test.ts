// What of connections, keys and policies while answers are repeated? What must hold at once holds at once.

import { createSecretKey, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type CreateFastPath, createFastPath } from '../../../server/http/fast-path.ts';
import { canary } from '../../support/canary.ts';
import { jwkOf, type KeySetServer, publish, startKeySetServer } from '../../support/key-set-server.ts';
import { createKeysInHand } from '../../support/keys-in-hand.ts';
import { createPolicyInHand } from '../../support/policy-in-hand.ts';
import { audience, issuer, type RunningProxy, startProxy, testPolicy } from '../../support/proxy.ts';
import { allFrom, connectTo, exchangeRaw, rawRequest, readAnswers } from '../../support/raw-http.ts';
import { createRsaKeys, keysFor, signToken } from '../../support/tokens.ts';
import { until } from '../../support/until.ts';

const path = '/v1/me/attributes';
let served = 0;
/** The latest request that was, and whether its stream had ended when it was answered. */
let latest: { readonly request: IncomingMessage; readonly ended: boolean } | undefined;
const counting: CreateFastPath = (parts) => {
  const { serve, learn } = createFastPath(parts);
  return {
    learn,
    serve(request, response) {
      const did = serve(request, response);
      if (did) {
        served += 1;
        latest = { request, ended: request.readableEnded };
      }
      return did;
    },
  };
};

let proxy: RunningProxy;
let keySet: KeySetServer | undefined;
afterEach(async () => {
  await proxy.stop();
  await keySet?.close();
  keySet = undefined;
});

const start = async (options: Parameters<typeof startProxy>[0] = {}): Promise<void> => {
  served = 0;
  proxy = await startProxy({ ...options, fastPath: counting });
};
const read = async (headers: Record<string, string> = proxy.bearer()) => {
  const response = await fetch(`${proxy.url}${path}`, { headers });
  return { status: response.status, body: (await response.json()) as { code?: string } };
};
/** Until the answer comes from a recording. */
const warmUp = async (headers: Record<string, string> = proxy.bearer()): Promise<void> => {
  for (let n = 0; n < 3; n += 1) expect((await read(headers)).status).toBe(200);
  expect(served).toBeGreaterThan(0);
};

describe('while answers are repeated', () => {
  it('the third request of a session is not answered by Express', async () => {
    await start();
    await warmUp();
    expect(served).toBe(2);
  });

  it('nobody makes an object of the header lines, or waits for the end of an empty body', async () => {
    await start();
    await warmUp();
    const { request, ended } = latest ?? {};
    const symbols = Object.getOwnPropertySymbols(request);
    const made = symbols.filter(({ description }) => description === 'kHeaders');
    expect(made.map((symbol) => Reflect.get(request ?? {}, symbol))).toEqual([null]);
    expect(ended).toBe(true);
  });

  it('an answer bears the date of its own moment', async () => {
    await start();
    await warmUp();
    for (const milliseconds of [0, 999, 1, 61_000]) {
      proxy.clock.advance(milliseconds);
      const before = served;
      const response = await fetch(`${proxy.url}${path}`, { headers: proxy.bearer() });
      expect(served).toBe(before + 1);
      const { wall } = proxy.clock;
      expect(Date.parse(String(response.headers.get('Date')))).toBe(1_000 * Math.floor(wall() / 1_000));
    }
  });

  it('a request that comes behind one that waits is answered after it', async () => {
    await start();
    await warmUp();
    const release = proxy.sandbox.hold();
    const socket = connectTo(proxy.url);
    const all = allFrom(socket);
    const keepOpen: [string, string][] = [['Connection', 'keep-alive']];
    const ask = (claims: Record<string, unknown>, more: [string, string][]) =>
      rawRequest(path, [['Authorization', proxy.bearer(claims).Authorization], ...more]);
    socket.write(ask({ sub: 'user-nobody-knows' }, keepOpen) + ask({}, keepOpen) + ask({}, []));
    await proxy.sandbox.calls.arrived(1);
    release();
    const known = readAnswers(await all).map(({ text }) => (JSON.parse(text) as { known: boolean }).known);
    expect(known).toEqual([false, true, true]);
  });

  it('HTTP/1.0 is answered by Express, which says that the connection stays open', async () => {
    await start();
    await warmUp();
    const before = served;
    const head: [string, string][] = [['Authorization', proxy.bearer().Authorization]];
    const old = rawRequest(path, [...head, ['Connection', 'keep-alive']], { version: '1.0' });
    const [first, second] = await exchangeRaw(proxy.url, old + rawRequest(path, head));
    expect([first?.status, first?.headers['connection'], second?.status]).toEqual([200, 'keep-alive', 200]);
    expect(served).toBe(before);
  });

  it('a key that is no longer held verifies nobody', async () => {
    const { keys, put } = createKeysInHand(createSecretKey(Buffer.from(canary.sessionSecret)));
    await start({ config: { auth: { keys: { kind: 'static', keys } } } });
    await warmUp();
    put(createSecretKey(randomBytes(32)));
    expect(await read()).toMatchObject({ status: 401, body: { code: 'token_invalid' } });
  });

  it('a policy without a place for the session refuses it', async () => {
    const inHand = createPolicyInHand(testPolicy);
    await start({ policy: inHand.policy });
    await warmUp();
    inHand.put(testPolicy.replace('  browser:\n', '  browser:\n    requires: { role: staff }\n'));
    inHand.policy.reload();
    expect(await read()).toMatchObject({ status: 403, body: { code: 'not_allowed' } });
  });

  it('a session whose time is over is told so', async () => {
    await start();
    const headers = proxy.bearer();
    await warmUp(headers);
    proxy.clock.advance(3_600_000 + 30_000);
    expect(await read(headers)).toMatchObject({ status: 401, body: { code: 'token_expired' } });
  });

  it('one changed letter of a good token is a forged token', async () => {
    await start();
    const { Authorization } = proxy.bearer();
    await warmUp({ Authorization });
    const forged = `${Authorization.slice(0, -60)}${Authorization.at(-60) === 'A' ? 'B' : 'A'}${Authorization.slice(-59)}`;
    expect(await read({ Authorization: forged })).toMatchObject({
      status: 401,
      body: { code: 'token_invalid' },
    });
  });

  it('a forged token that names an invented key, and has the keys fetched again, sends nobody back to Express', async () => {
    keySet = await startKeySetServer(publish(jwkOf(keysFor('RS256').verifying, { kid: 'first' })));
    await start({ config: { auth: { algorithm: 'RS256', keys: { kind: 'key-set', url: keySet.url } } } });
    const seconds = Math.floor(proxy.clock.wall() / 1000);
    const claims = { iss: issuer, aud: audience, sub: 'user-ada', iat: seconds, exp: seconds + 3_600 };
    const signed = (kid: string, key = keysFor('RS256').signing) => ({
      Authorization: `Bearer ${signToken(claims, { algorithm: 'RS256', key, header: { kid } })}`,
    });
    const good = signed('first');
    await warmUp(good);
    const before = { served, fetched: keySet.asked() };
    expect(await read(signed('invented', createRsaKeys().signing))).toMatchObject({ status: 401 });
    expect(keySet.asked()).toBe(before.fetched + 1);
    expect(await read(good)).toMatchObject({ status: 200 });
    expect(served).toBe(before.served + 1);
  });

  it('a fault of our own is told by Express, and the process lives', async () => {
    const inHand = createPolicyInHand(testPolicy);
    await start({ policy: inHand.policy });
    await warmUp();
    inHand.breakDown();
    expect(await read()).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect((await fetch(`${proxy.url}/healthz`)).status).toBe(200);
  });

  it('a stop ends connections with their answers', async () => {
    await start({ config: { shutdown: { delay: 1_000, grace: 1_000 } } });
    await warmUp();
    const before = served;
    const stopping = proxy.server.stop();
    await until('no new work is begun', async () => (await fetch(`${proxy.url}/readyz`)).status === 503);
    proxy.clock.advance(1_000);
    const answer = await fetch(`${proxy.url}${path}`, { headers: proxy.bearer() }).catch(() => undefined);
    expect(answer?.headers.get('connection') ?? 'close').toBe('close');
    expect(served).toBe(before);
    proxy.clock.advance(2_000);
    await stopping;
  });
});
