// What might Drift answer? A real server on a loopback port whose answer to each request is a function that a test gives.

import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as it arrived. */
export type Asked = {
  readonly method: string;
  /** Path and query as they stood in the request line. */
  readonly url: string;
  /** Names in lower case, in the order in which they came. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
};

export type Reply = (response: ServerResponse, asked: Asked) => void;

export type FakeDrift = {
  readonly url: string;
  /** Every request so far. */
  readonly asked: readonly Asked[];
  /** How many connections were opened so far. */
  readonly connections: number;
  /** What it answers from the next request on. */
  reply(reply: Reply): void;
  /** Resolves when so many requests have arrived. */
  hasBeenAsked(times: number): Promise<void>;
  close(): Promise<void>;
};

const pairs = ([name, value, ...rest]: readonly string[]): [string, string][] =>
  name === undefined || value === undefined ? [] : [[name.toLowerCase(), value], ...pairs(rest)];

const read = async (request: IncomingMessage): Promise<Asked> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return {
    method: request.method ?? '',
    url: request.url ?? '',
    headers: pairs(request.rawHeaders),
    body: Buffer.concat(chunks).toString(),
  };
};

/** Listens on a free port of `host`, or on `port`. */
export const startFakeDrift = async (first: Reply, port = 0): Promise<FakeDrift> => {
  let reply = first;
  let connections = 0;
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    const question = await read(request);
    asked.push(question);
    server.emit('asked');
    reply(response, question);
  });
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    get connections() {
      return connections;
    },
    reply: (next) => {
      reply = next;
    },
    hasBeenAsked: async (times) => {
      while (asked.length < times) await once(server, 'asked');
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

type Headers = Readonly<Record<string, string>>;

/** A whole answer. */
export const body =
  (bytes: string | Uint8Array, status = 200, headers: Headers = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(bytes);
  };

export const json = (value: unknown, status = 200, headers: Headers = {}): Reply =>
  body(JSON.stringify(value), status, headers);

/** Drift's envelope of an error (Data and Errors). */
export const failure = (status: number, type: string, message: string, headers: Headers = {}): Reply =>
  json({ error: { type, message } }, status, headers);

/** These bytes instead of an answer, and then the end of the connection. */
export const raw =
  (bytes: string): Reply =>
  (response) => {
    response.socket?.end(bytes);
  };

/** These bytes, and then nothing more while the connection stays open. */
export const rawThenSilence =
  (bytes: string): Reply =>
  (response) => {
    response.socket?.write(bytes);
  };

/** The connection is reset. */
export const hangUp: Reply = (response) => {
  response.socket?.resetAndDestroy();
};

export const silence: Reply = () => {};
