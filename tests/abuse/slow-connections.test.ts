// Three hundred connections that send nothing, half a request, or a byte at a time are gone in 15 s, and disturb nobody.

import type { Socket } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import request from 'supertest';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { allFrom, connectTo, readAnswers } from '../support/raw-http.ts';
import { until } from '../support/until.ts';

let proxy: RunningProxy;
beforeAll(async () => {
  proxy = await startProxy();
});
afterAll(() => proxy.stop());

const half = 'GET /v1/me/attributes HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ';

const habits: readonly ((socket: Socket) => unknown)[] = [
  () => {},
  (socket) => socket.write(half),
  (socket) => {
    socket.write(half);
    const drip = setInterval(() => socket.write('x'), 250);
    socket.on('close', () => clearInterval(drip));
  },
];

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;

it('slow connections end by themselves while others are served at once', async () => {
  const begun = performance.now();
  const sockets = Array.from({ length: 300 }, () => connectTo(proxy.url));
  let open = sockets.length;
  const everything = sockets.map((socket, index) => {
    socket.once('close', () => {
      open -= 1;
    });
    habits[index % habits.length]?.(socket);
    return allFrom(socket);
  });

  const times: number[] = [];
  const measure = async (): Promise<void> => {
    const asked = performance.now();
    expect((await request(proxy.url).get('/healthz')).status).toBe(200);
    times.push(performance.now() - asked);
  };
  while (times.length < 20) await measure();
  expect(open).toBe(300);
  expect(median(times)).toBeLessThan(100);

  await Promise.all(everything);
  expect(performance.now() - begun).toBeLessThan(15_000);
  await measure();

  const answers = (await Promise.all(everything)).flatMap(readAnswers);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([408]));
  expect(answers.length).toBeGreaterThanOrEqual(200);
  await until(
    'each was written down',
    () => proxy.lines.filter((line) => line.includes('"status":408')).length === 300,
  );
  expect(proxy.sandbox.calls.count()).toBe(0);
}, 30_000);
