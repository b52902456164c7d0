// When the server begins and how it ends, as far as that needs no request.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createLifecycle, type Lifecycle } from '../../server/lifecycle.ts';
import { createManualClock } from '../support/manual-clock.ts';

const opened: Server[] = [];
const server = (): Server => {
  const made = createServer();
  opened.push(made);
  return made;
};
afterEach(() => {
  for (const one of opened.splice(0)) one.close();
});

const listener = (one: Server, port = 0) => ({ server: one, host: '127.0.0.1', port });

type Changes = Partial<Parameters<typeof createLifecycle>[0]>;
const lifecycleOf = (changes: Changes = {}): Lifecycle =>
  createLifecycle({
    clock: createManualClock(),
    shutdown: { delay: 0, grace: 0 },
    ready: () => true,
    degraded: () => false,
    listeners: { public: listener(server()), admin: undefined },
    endConnections: () => {},
    begin: () => [],
    ...changes,
  });

const portTaken = async (): Promise<number> => {
  const other = server();
  other.listen(0, '127.0.0.1');
  await once(other, 'listening');
  return (other.address() as AddressInfo).port;
};

describe('the lifecycle', () => {
  it('is starting before it listens, ready when sessions can be verified, and stopping at the end', async () => {
    let keys = false;
    const lifecycle = lifecycleOf({ ready: () => keys });
    expect(lifecycle.readiness()).toBe('starting');
    await lifecycle.listen();
    expect(lifecycle.readiness()).toBe('starting');
    keys = true;
    expect(lifecycle.readiness()).toBe('ready');
    await lifecycle.stop();
    expect(lifecycle.readiness()).toBe('stopping');
  });

  it.each(['public', 'admin'] as const)(
    'listens nowhere, begins nothing and says why when the %s address is taken',
    async (taken) => {
      const port = await portTaken();
      const servers = { public: server(), admin: server() };
      let begun = 0;
      const lifecycle = lifecycleOf({
        listeners: {
          public: listener(servers.public, taken === 'public' ? port : 0),
          admin: listener(servers.admin, taken === 'admin' ? port : 0),
        },
        begin: () => {
          begun += 1;
          return [];
        },
      });
      await expect(lifecycle.listen()).rejects.toMatchObject({ code: 'EADDRINUSE', port });
      expect([servers.public.listening, servers.admin.listening, begun]).toEqual([false, false, 0]);
    },
  );

  it('ends in the reverse order what it began, once, however often it is told to stop', async () => {
    const ended: string[] = [];
    const lifecycle = lifecycleOf({ begin: () => [() => ended.push('first'), () => ended.push('second')] });
    await lifecycle.listen();
    const [one, two] = [lifecycle.stop(), lifecycle.stop()];
    expect(one).toBe(two);
    await one;
    await lifecycle.stop();
    expect(ended).toEqual(['second', 'first']);
  });

  it('tells that connections are to end as soon as the stop begins, and listens on for the delay', async () => {
    const clock = createManualClock();
    const one = server();
    let ending = false;
    const lifecycle = lifecycleOf({
      clock,
      shutdown: { delay: 5_000, grace: 0 },
      listeners: { public: listener(one), admin: undefined },
      endConnections: () => {
        ending = true;
      },
    });
    await lifecycle.listen();
    const stopped = lifecycle.stop();
    expect([ending, one.listening]).toEqual([true, true]);
    clock.advance(4_999);
    await Promise.resolve();
    expect(one.listening).toBe(true);
    clock.advance(1);
    await stopped;
    expect(one.listening).toBe(false);
  });
});
