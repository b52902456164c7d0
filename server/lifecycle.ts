// When does the server begin, and how does it end? Listening, readiness, and a stop that loses no request.

import type { Server } from 'node:http';
import { type AddressInfo, Server as NetServer } from 'node:net';
import type { Config } from '../config/config.ts';
import type { Clock } from './clock.ts';
import type { Readiness } from './http/health.ts';

type Listener = { readonly server: Server; readonly host: string; readonly port: number };

type Parts = {
  readonly clock: Clock;
  readonly shutdown: Config['shutdown'];
  /** Whether sessions can be verified. */
  readonly ready: () => boolean;
  /** Whether something that others provide is down; that is no reason to send requests elsewhere. */
  readonly degraded: () => boolean;
  readonly listeners: { readonly public: Listener; readonly admin: Listener | undefined };
  /** Told when a stop begins: from then on connections are to end with their answers. */
  readonly endConnections: () => void;
  /** Starts what works in the background and gives what ends it. */
  readonly begin: () => readonly (() => unknown)[];
};

export type Lifecycle = {
  /** Resolves when both listeners accept connections; rejects, and listens nowhere, when an address is taken. */
  listen(): Promise<{ readonly publicPort: number; readonly adminPort: number | undefined }>;
  /** Not ready at once; serves on for the delay; then closes and lets requests finish within the grace. There is one stop, however often it is asked for. */
  stop(): Promise<void>;
  readiness(): Readiness;
  /** ISO 8601. */
  readonly since: string;
};

const open = ({ server, host, port }: Listener): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/**
 * Lets nobody new in; resolves when the last connection has ended. Unlike `server.close()` it leaves alone the
 * connections on which nothing is under way: a request may be on its way on any of them.
 */
const closeDoor = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    NetServer.prototype.close.call(server, () => resolve());
  });

/** Milliseconds: how long a client has for a request that it has just sent, before its idle connection is closed. */
const lastWord = 500;

const after = (clock: Clock, milliseconds: number): Promise<void> =>
  milliseconds === 0 ? Promise.resolve() : new Promise((resolve) => clock.after(milliseconds, resolve));

export const createLifecycle = ({
  clock,
  shutdown,
  ready,
  degraded,
  listeners,
  endConnections,
  begin,
}: Parts): Lifecycle => {
  const since = new Date(clock.wall()).toISOString();
  const servers = [listeners.public, listeners.admin].filter((listener) => listener !== undefined);
  let phase: 'starting' | 'serving' | 'stopping' = 'starting';
  let endings: readonly (() => unknown)[] = [];
  let stopped: Promise<void> | undefined;

  const openBoth = async () => ({
    publicPort: await open(listeners.public),
    adminPort: listeners.admin === undefined ? undefined : await open(listeners.admin),
  });

  const forEachServer = (act: (server: Server) => void) => (): void => {
    for (const { server } of servers) act(server);
  };

  const drain = async (): Promise<void> => {
    const closed = Promise.all(servers.map(({ server }) => closeDoor(server)));
    void after(clock, Math.min(lastWord, shutdown.grace)).then(
      forEachServer((server) => server.closeIdleConnections()),
    );
    const cancel = clock.after(
      shutdown.grace,
      forEachServer((server) => server.closeAllConnections()),
    );
    await closed;
    cancel();
  };

  const end = async (): Promise<void> => {
    phase = 'stopping';
    endConnections();
    await after(clock, shutdown.delay);
    await drain();
    await Promise.all([...endings].reverse().map((ending) => ending()));
  };

  return {
    since,
    async listen() {
      try {
        const ports = await openBoth();
        endings = begin();
        phase = 'serving';
        return ports;
      } catch (error) {
        await Promise.all(servers.map(({ server }) => closeDoor(server)));
        throw error;
      }
    },
    stop() {
      stopped ??= end();
      return stopped;
    },
    readiness() {
      if (phase !== 'serving') return phase;
      if (!ready()) return 'starting';
      return degraded() ? 'degraded' : 'ready';
    },
  };
};
