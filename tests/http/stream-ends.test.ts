// How a stream ends: when its session does, when its reader does not read, when the server stops; and never by holding that up.

import { createSecretKey } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { constant } from '../../config/reloading.ts';
import { canary } from '../support/canary.ts';
import { createKeysInHand } from '../support/keys-in-hand.ts';
import { createPolicyInHand } from '../support/policy-in-hand.ts';
import { policyFrom, type RunningProxy, startProxy, testPolicy } from '../support/proxy.ts';
import { allFrom, connectTo, rawRequest } from '../support/raw-http.ts';
import { change, openStream, openStreams, type Stream, streamPath } from '../support/stream.ts';
import { until } from '../support/until.ts';

let proxy: RunningProxy;
afterEach(async () => {
  const stopped = proxy.stop();
  proxy.clock.advance(60_000);
  await stopped;
});

const open = (claims?: Record<string, unknown>): Promise<Stream> =>
  openStream(proxy.url, proxy.bearer(claims));
const seconds = (): number => Math.floor(proxy.clock.wall() / 1_000);
const ends = (code: string) => ({ event: 'end', data: { code }, retry: expect.any(Number) });

describe('a stream ends', () => {
  it("at its token's exp", async () => {
    proxy = await startProxy();
    const page = await open({ exp: seconds() + 100 });
    proxy.clock.advance(99_000);
    await until('heartbeats', () => page.text.includes('\n:\n'));
    expect(page.isOver).toBe(false);
    proxy.clock.advance(1_000);
    expect(await page.ended()).toEqual(ends('token_expired'));
    expect(await openStreams(proxy)).toBe(0);
  });

  it('at the end of the skew when its token has expired before it began', async () => {
    proxy = await startProxy();
    const page = await open({ iat: seconds() - 100, exp: seconds() - 10 });
    proxy.clock.advance(19_000);
    expect(page.isOver).toBe(false);
    proxy.clock.advance(1_000);
    expect(await page.ended()).toEqual(ends('token_expired'));
  });

  it('by the next heartbeat when its key is no longer accepted', async () => {
    const { keys, put } = createKeysInHand(createSecretKey(Buffer.from(canary.sessionSecret)));
    proxy = await startProxy({ config: { auth: { keys: { kind: 'static', keys } } } });
    const page = await open();
    put(createSecretKey(Buffer.from(canary.sessionSecret.replaceAll('a', 'b').padEnd(40, 'x'))));
    proxy.clock.advance(26_000);
    expect(await page.ended()).toEqual(ends('token_invalid'));
  });

  it('by the next heartbeat when the policy no longer takes its session', async () => {
    const inHand = createPolicyInHand(testPolicy);
    proxy = await startProxy({ policy: inHand.policy });
    const page = await open();
    inHand.put(testPolicy.replace('contacts: own', 'contacts: own\n    requires: { role: staff }'));
    proxy.clock.advance(31_000);
    expect(await page.ended()).toEqual(ends('not_allowed'));
  });

  it('with `internal` after a fault of our own, which the log tells once', async () => {
    const inHand = createPolicyInHand(testPolicy);
    proxy = await startProxy({ policy: inHand.policy });
    const page = await open();
    inHand.breakDown();
    await change(proxy, { first_name: 'Augusta' }).catch(() => {}); // the webhook meets the fault as well
    proxy.clock.advance(26_000);
    expect(await page.ended()).toEqual(ends('internal'));
    expect(page.text).not.toContain('eve@example.com');
    expect(proxy.lines.filter((line) => line.includes('"level":50')).length).toBeGreaterThan(0);
  });

  it('instead of telling a change to a session that is no longer good', async () => {
    const inHand = createPolicyInHand(testPolicy);
    proxy = await startProxy({ policy: inHand.policy });
    const page = await open();
    inHand.put(testPolicy.replace('contacts: own', 'contacts: own\n    requires: { role: staff }'));
    proxy.clock.advance(5_000);
    await change(proxy, { first_name: 'Augusta' });
    expect(await page.ended()).toEqual(ends('not_allowed'));
    expect(page.bodies).toHaveLength(1);
  });
});

/** What has come on it so far. */
const textOn = (socket: Socket): (() => string) => {
  let text = '';
  socket.on('data', (more) => {
    text += String(more);
  });
  return () => text;
};

describe('when a client', () => {
  it('goes, its place is free', async () => {
    proxy = await startProxy();
    const page = await open();
    expect(await openStreams(proxy)).toBe(1);
    page.leave();
    await until('its place is free', async () => (await openStreams(proxy)) === 0);
  });

  it('goes while Drift is asked, its place is free', async () => {
    proxy = await startProxy();
    const release = proxy.sandbox.hold();
    const socket = connectTo(proxy.url);
    socket.write(rawRequest(streamPath, [['Authorization', proxy.bearer().Authorization]]));
    await proxy.sandbox.calls.arrived(1);
    expect(await openStreams(proxy)).toBe(1);
    socket.destroy();
    await until('its place is free', async () => (await openStreams(proxy)) === 0);
    release();
  });

  it('asks for more on the connection of a stream, the connection ends', async () => {
    proxy = await startProxy();
    const socket = connectTo(proxy.url);
    const all = allFrom(socket);
    const asking = ['Authorization', proxy.bearer().Authorization] as const;
    const heard = textOn(socket);
    socket.write(rawRequest(streamPath, [asking, ['Connection', 'keep-alive']]));
    await until('it has begun', () => heard().includes('event: attributes'));
    socket.write(rawRequest('/healthz'));
    expect(await all).not.toContain('{"status":"ok"}');
    await until('its place is free', async () => (await openStreams(proxy)) === 0);
  });

  it('has asked for more before its stream begins, that waits for the end of the stream', async () => {
    proxy = await startProxy({ config: { shutdown: { delay: 5_000, grace: 10_000 } } });
    const socket = connectTo(proxy.url);
    const heard = textOn(socket);
    const asking = ['Authorization', proxy.bearer().Authorization] as const;
    const stream = rawRequest(streamPath, [asking, ['Connection', 'keep-alive']]);
    socket.write(stream + rawRequest('/healthz'));
    await until('it has begun', () => heard().includes('event: attributes'));
    await change(proxy, { first_name: 'Augusta' });
    await until('the change', () => heard().includes('Augusta'));
    expect(heard()).not.toContain('{"status":"ok"}');
    void proxy.server.stop();
    await until('the answer to the other', () => heard().includes('{"status":"ok"}'));
    expect(heard().indexOf('event: end')).toBeLessThan(heard().indexOf('{"status":"ok"}'));
    socket.destroy();
  });

  it('has asked for many streams on one connection, they all go with it', async () => {
    proxy = await startProxy();
    const socket = connectTo(proxy.url);
    const asking = ['Authorization', proxy.bearer().Authorization] as const;
    socket.write(rawRequest(streamPath, [asking, ['Connection', 'keep-alive']]).repeat(20));
    await until('all are counted', async () => (await openStreams(proxy)) === 20);
    socket.destroy();
    await until('all have left', async () => (await openStreams(proxy)) === 0);
  });

  it('speaks HTTP/1.0, as nginx does by itself, it hears all the same', async () => {
    proxy = await startProxy();
    const socket = connectTo(proxy.url);
    const all = allFrom(socket);
    const asking = ['Authorization', proxy.bearer().Authorization] as const;
    const heard = textOn(socket);
    socket.write(rawRequest(streamPath, [asking], { version: '1.0' }));
    await until('it has begun', () => heard().includes('event: attributes'));
    await change(proxy, { first_name: 'Augusta' });
    await until('the change', () => heard().includes('Augusta'));
    socket.destroy();
    expect(await all).not.toMatch(/transfer-encoding/i);
  });

  it('does not close when its stream has ended, the connection is closed all the same', async () => {
    proxy = await startProxy();
    const port = Number(new URL(proxy.url).port);
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const heard = textOn(socket);
    let isReset = false;
    socket.on('error', () => {
      isReset = true;
    });
    const { Authorization } = proxy.bearer({ exp: seconds() + 100 });
    socket.write(rawRequest(streamPath, [['Authorization', Authorization]]));
    await until('it has begun', () => heard().includes('event: attributes'));
    proxy.clock.advance(100_000);
    await until('the end', () => socket.readableEnded);
    expect(heard()).toContain('token_expired');
    proxy.clock.advance(11_000);
    await until('nobody is there who would take more', () => {
      socket.write('\r\n'); // says nothing in HTTP
      return isReset;
    });
  });

  it('has asked for more behind its stream, that goes on after the end of the stream', async () => {
    proxy = await startProxy();
    const socket = connectTo(proxy.url);
    const heard = textOn(socket);
    const asking = [['Authorization', proxy.bearer({ exp: seconds() + 20 }).Authorization]] as const;
    socket.write(
      rawRequest(streamPath, [...asking, ['Connection', 'keep-alive']]) +
        rawRequest('/healthz', [['Connection', 'keep-alive']]),
    );
    await until('it has begun', () => heard().includes('event: attributes'));
    proxy.clock.advance(20_000);
    await until('the answer to the other', () => heard().includes('{"status":"ok"}'));
    proxy.clock.advance(11_000);
    socket.write(rawRequest('/healthz'));
    await until('one more', () => heard().split('{"status":"ok"}').length === 3);
    socket.destroy();
  });

  it('does not read, it is dropped', async () => {
    const contacts = policyFrom(
      testPolicy.replace('first_name: {', 'notes: { type: list }\n      first_name: {'),
    );
    proxy = await startProxy({ policy: constant('policy', contacts) });
    const page = await open();
    page.pause();
    const reader = await open();
    for (let turn = 0; turn < 400 && (await openStreams(proxy)) > 1; turn += 1) {
      const notes = Array.from({ length: 100 }, (_, at) => `${turn} ${at} ${'x'.repeat(1_000)}`);
      await change(proxy, { notes });
      await reader.has(turn + 2);
    }
    expect(await openStreams(proxy)).toBe(1);
    expect(reader.isOver).toBe(false);
  }, 60_000);
});

describe('at the beginning of a stop', () => {
  const stopping = { config: { shutdown: { delay: 5_000, grace: 10_000 } } };

  it('every stream is ended at once, told to come again at different moments within ten seconds', async () => {
    const chances = [0.1, 0.3, 0.6, 0.9, 0.2];
    let turn = 0;
    proxy = await startProxy({
      ...stopping,
      random: () => {
        turn += 1;
        return chances[turn % chances.length] ?? 0;
      },
    });
    const pages = await Promise.all(Array.from({ length: 5 }, () => open()));
    void proxy.server.stop();
    const last = await Promise.all(pages.map((page) => page.ended()));
    expect(last.map((heard) => heard?.data)).toEqual(Array(5).fill({ code: 'stopping' }));
    const retries = last.map((heard) => heard?.retry ?? 0);
    expect(new Set(retries).size).toBe(5);
    expect(retries.filter((retry) => retry < 500 || retry > 10_000)).toEqual([]);
  });

  it('nobody is let in who would have to be ended', async () => {
    proxy = await startProxy(stopping);
    void proxy.server.stop();
    const { status, body, headers } = await request(proxy.url).get(streamPath).set(proxy.bearer());
    expect([status, body.code]).toEqual([503, 'overloaded']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
  });

  it('neither is one that was waiting for Drift', async () => {
    proxy = await startProxy(stopping);
    const release = proxy.sandbox.hold();
    const asked = request(proxy.url).get(streamPath).set(proxy.bearer());
    const answer = asked.then(({ status }) => status);
    await proxy.sandbox.calls.arrived(1);
    void proxy.server.stop();
    release();
    expect(await answer).toBe(503);
  });

  it('a stream that nobody reads does not hold it up', async () => {
    proxy = await startProxy({ config: { shutdown: { delay: 0, grace: 3_600_000 } } });
    const page = await open();
    page.pause();
    const stopped = proxy.server.stop();
    proxy.clock.advance(500);
    await stopped;
    expect(await openStreams(proxy).catch(() => 'gone')).toBe('gone');
  });
});
