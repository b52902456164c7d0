// Where does the sandbox listen? One plain HTTP server that can be closed in the middle of anything.

import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, isIPv6 } from 'node:net';

export type Listener = {
  /** Starts listening; port 0 takes a free one. Rejects when the port cannot be had. */
  listen(port: number, host?: string): Promise<{ readonly url: string; readonly port: number }>;
  /** Stops listening and ends every connection, those with a request under way too. */
  close(): Promise<void>;
};

/** Enough that a thousand connections at once do not wait for each other. */
const backlog = 4_096;

export const createListener = (answer: RequestListener): Listener => {
  const server = createServer({ keepAliveTimeout: 65_000 }, answer);
  return {
    listen: (port, host = '127.0.0.1') =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ port, host, backlog }, () => {
          server.off('error', reject);
          const taken = (server.address() as AddressInfo).port;
          resolve({ url: `http://${isIPv6(host) ? `[${host}]` : host}:${taken}`, port: taken });
        });
      }),
    close: () =>
      new Promise((resolve) => {
        // Closing what does not listen is no failure.
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
