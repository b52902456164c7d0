// A stop loses no request: not ready at once, served on for the delay, then what is under way may finish within the grace.

import { once } from 'node:events';
import { Agent } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { allFrom, askRaw, connectTo, rawRequest, readAnswers } from '../support/raw-http.ts';
import { until } from '../support/until.ts';

let proxy: RunningProxy;
afterEach(async () => {
  const stopped = proxy.stop();
  proxy.clock.advance(3_600_000);
  await stopped;
});

const start = (shutdown: { readonly delay: number; readonly grace: number }) =>
  startProxy({ config: { shutdown } });

const keepAlive: readonly [string, string] = ['Connection', 'keep-alive'];
const asking = (sub = 'user-ada') =>
  [['Authorization', proxy.bearer({ sub }).Authorization], keepAlive] as const;

/** A request on a connection of its own that its client would keep; its answer waits for Drift. */
const askAndWait = async (sub: string) => {
  const before = proxy.sandbox.calls.count();
  const socket = connectTo(proxy.url);
  const all = allFrom(socket);
  socket.write(rawRequest('/v1/me/attributes', asking(sub)));
  await proxy.sandbox.calls.arrived(before + 1);
  return { socket, answers: all.then(readAnswers) };
};

const isOver = (promise: Promise<unknown>): (() => boolean) => {
  let over = false;
  void promise.finally(() => {
    over = true;
  });
  return () => over;
};

const refusesConnections = async (origin: string): Promise<boolean> => {
  const socket = connectTo(origin);
  try {
    await once(socket, 'connect');
    return false;
  } catch {
    return true;
  } finally {
    socket.destroy();
  }
};

describe('during the delay of a stop', () => {
  it('the process is not ready, says so on both listeners, and serves on', async () => {
    proxy = await start({ delay: 5_000, grace: 0 });
    void proxy.server.stop();
    const ready = await request(proxy.url).get('/readyz');
    expect([ready.status, ready.body]).toEqual([503, { status: 'stopping' }]);
    expect((await request(proxy.adminUrl).get('/status')).body.status).toBe('stopping');
    expect((await request(proxy.url).get('/healthz')).status).toBe(200);
    expect((await request(proxy.url).get('/v1/me/attributes').set(proxy.bearer())).status).toBe(200);
  });

  it('each answer is the last of its connection, so that clients move on', async () => {
    proxy = await start({ delay: 5_000, grace: 0 });
    expect(
      (
        await request(proxy.url)
          .get('/healthz')
          .agent(new Agent({ keepAlive: true }))
      ).headers['connection'],
    ).toBe('keep-alive');
    void proxy.server.stop();
    const { headers } = await askRaw(proxy.url, '/healthz', [keepAlive]);
    expect(headers['connection']).toBe('close');
  });

  it('an answer that was under way when it began is the last of its connection too', async () => {
    proxy = await start({ delay: 5_000, grace: 0 });
    const release = proxy.sandbox.hold();
    const { answers } = await askAndWait('user-ada');
    void proxy.server.stop();
    release();
    expect((await answers).map(({ status, headers }) => [status, headers['connection']])).toEqual([
      [200, 'close'],
    ]);
  });
});

describe('after the delay of a stop', () => {
  it('nobody can connect any more', async () => {
    proxy = await start({ delay: 1_000, grace: 0 });
    const stopped = proxy.server.stop();
    expect(await refusesConnections(proxy.url)).toBe(false);
    proxy.clock.advance(1_000);
    await stopped;
    expect(await refusesConnections(proxy.url)).toBe(true);
    expect(await refusesConnections(proxy.adminUrl)).toBe(true);
  });

  it('connections on which nothing is under way are ended', async () => {
    proxy = await start({ delay: 0, grace: 10_000 });
    const socket = connectTo(proxy.url);
    const all = allFrom(socket);
    socket.write(rawRequest('/healthz', [keepAlive]));
    await once(socket, 'data');
    const stopped = proxy.server.stop();
    await until('the listener is closed', () => refusesConnections(proxy.url));
    proxy.clock.advance(500);
    await stopped;
    expect(readAnswers(await all).map(({ headers }) => headers['connection'])).toEqual(['keep-alive']);
  });

  it('requests under way finish, and then it is over, without waiting for the end of the grace', async () => {
    // By Drift's own ids, which are asked for one by one.
    const policy = { contactClaims: [{ claim: 'sub', kind: 'id' }] } as const;
    proxy = await startProxy({ config: { shutdown: { delay: 0, grace: 10_000 }, policy } });
    const release = proxy.sandbox.hold();
    const one = await askAndWait('34360000101');
    const two = await askAndWait('34360000202');
    const stopped = proxy.server.stop();
    const over = isOver(stopped);
    await until('the listener is closed', () => refusesConnections(proxy.url));
    expect(over()).toBe(false);
    release();
    for (const { answers } of [one, two]) {
      expect((await answers).map(({ status, headers }) => [status, headers['connection']])).toEqual([
        [200, 'close'],
      ]);
    }
    proxy.clock.advance(500);
    await stopped;
  });

  it('what has not finished at the end of the grace is ended', async () => {
    proxy = await start({ delay: 0, grace: 1_500 });
    proxy.sandbox.hold();
    const { answers } = await askAndWait('user-ada');
    const stopped = proxy.server.stop();
    const over = isOver(stopped);
    await until('the listener is closed', () => refusesConnections(proxy.url));
    proxy.clock.advance(1_499);
    expect(over()).toBe(false);
    proxy.clock.advance(1);
    await stopped;
    expect(await answers).toEqual([]);
  });

  it('a second word to stop changes nothing', async () => {
    proxy = await start({ delay: 1_000, grace: 0 });
    const stops = [proxy.server.stop(), proxy.server.stop()];
    expect(await refusesConnections(proxy.url)).toBe(false);
    proxy.clock.advance(1_000);
    await Promise.all(stops);
    expect(await refusesConnections(proxy.url)).toBe(true);
  });
});
