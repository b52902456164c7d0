// Where does the demo listen? On both loopback addresses of one port, because "localhost" may mean either.

import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export type LocalListener = { readonly port: number; close(): Promise<void> };

const open = (handler: RequestListener, host: string, port: number): Promise<Server> =>
  new Promise((resolve, reject) => {
    const server = createServer(handler);
    server.once('error', reject);
    server.listen({ port, host }, () => {
      server.off('error', reject);
      resolve(server);
    });
  });

/** Ends open connections too: the page's event streams never end by themselves. */
const shut = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const codeOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;

/** Some machines have no IPv6. */
const openIPv6 = (handler: RequestListener, port: number): Promise<Server | undefined> =>
  open(handler, '::1', port).catch((error) => {
    if (codeOf(error) === 'EADDRNOTAVAIL' || codeOf(error) === 'EAFNOSUPPORT') return undefined;
    throw error;
  });

/**
 * Listens on 127.0.0.1 and ::1; port 0 takes a free one. Rejects with the system's error when the port cannot be had
 * on both.
 */
export const listenLocally = async (handler: RequestListener, port: number): Promise<LocalListener> => {
  const first = await open(handler, '127.0.0.1', port);
  const taken = (first.address() as AddressInfo).port;
  try {
    const second = await openIPv6(handler, taken);
    return {
      port: taken,
      close: async () => {
        await Promise.all([shut(first), second && shut(second)]);
      },
    };
  } catch (error) {
    await shut(first);
    throw error;
  }
};

/** EACCES too: Windows keeps ranges of ports for itself. */
const isTaken = (error: unknown): boolean => codeOf(error) === 'EADDRINUSE' || codeOf(error) === 'EACCES';

/** Tries the ports in turn; rejects with the last one's error when none can be had. */
export const listenOnFirstFree = async (
  handler: RequestListener,
  [port = 0, ...others]: readonly number[],
): Promise<LocalListener> => {
  try {
    return await listenLocally(handler, port);
  } catch (error) {
    if (others.length === 0 || !isTaken(error)) throw error;
    return listenOnFirstFree(handler, others);
  }
};
