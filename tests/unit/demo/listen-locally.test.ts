// "localhost" means the demo, whichever address the browser takes it for.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listenLocally, listenOnFirstFree } from '../../../demo/listen-locally.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const occupy = async (host: string): Promise<number> => {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
};

/** Lets go of the port that was occupied last. */
const leaveLast = async (): Promise<void> => {
  await closers.pop()?.();
};

const kept = async <T extends { close(): Promise<void> }>(listening: Promise<T>): Promise<T> => {
  const listener = await listening;
  closers.push(listener.close);
  return listener;
};

const answer = (text: string) => (_: unknown, response: { end(text: string): unknown }) => {
  response.end(text);
};

const loopbacks = Object.values(networkInterfaces())
  .flatMap((addresses) => addresses ?? [])
  .filter(({ internal, address }) => internal && (address === '127.0.0.1' || address === '::1'))
  .map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address));

describe('listening on this machine', () => {
  it.each(loopbacks)('answers on %s', async (host) => {
    const { port } = await kept(listenLocally(answer('here'), 0));
    expect(await (await fetch(`http://${host}:${port}/`)).text()).toBe('here');
  });

  it.each(loopbacks)("rejects with the system's error when the port is taken on %s", async (host) => {
    const port = await occupy(host.replace(/[[\]]/g, ''));
    await expect(listenLocally(answer('here'), port)).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  });

  it('leaves nothing behind when it could not listen everywhere', async () => {
    const port = await occupy(loopbacks.includes('[::1]') ? '::1' : '127.0.0.1');
    await expect(listenLocally(answer('here'), port)).rejects.toThrow();
    await leaveLast();
    const listener = await kept(listenLocally(answer('now'), port));
    expect(listener.port).toBe(port);
  });

  it('takes the next port when one is taken', async () => {
    const [taken, free] = [await occupy('127.0.0.1'), await occupy('127.0.0.1')];
    await leaveLast();
    const listener = await kept(listenOnFirstFree(answer('here'), [taken, free]));
    expect(listener.port).toBe(free);
  });

  it('takes no other port than the one that was asked for', async () => {
    const taken = await occupy('127.0.0.1');
    await expect(listenOnFirstFree(answer('here'), [taken])).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('ends connections that are under way when it closes', async () => {
    const listener = await listenLocally((_, response) => void response.write('begun'), 0);
    const response = await fetch(`http://127.0.0.1:${listener.port}/`);
    await listener.close();
    await expect(response.text()).rejects.toThrow();
  });
});
