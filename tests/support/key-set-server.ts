// What does an identity provider answer? A real key-set server on a loopback port, whose behaviour a test can change.

import type { KeyObject } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;

export type KeySetServer = {
  readonly url: string;
  /** How often it was asked. */
  asked(): number;
  /** What it does from the next request on. */
  behave(behaviour: Behaviour): void;
  close(): Promise<void>;
};

type Jwk = Readonly<Record<string, unknown>>;

/** The public part of a key as a member of a set. */
export const jwkOf = (key: KeyObject, members: Jwk = {}): Jwk => ({
  ...key.export({ format: 'jwk' }),
  use: 'sig',
  ...members,
});

export const answerWith =
  (text: string | Uint8Array, status = 200): Behaviour =>
  (_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(text);
  };

export const publish = (...keys: readonly unknown[]): Behaviour => answerWith(JSON.stringify({ keys }));

/** The connection breaks off: what a caller sees of a provider that is down. */
export const breakOff: Behaviour = (request) => {
  request.socket.destroy();
};

export const startKeySetServer = async (first: Behaviour): Promise<KeySetServer> => {
  let behaviour = first;
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    behaviour(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${port}/jwks.json`,
    asked: () => count,
    behave: (next) => {
      behaviour = next;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};
