// Does Express still have anything to change? The kinds of messages of a server against what Express asks of them.

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import express from 'express';
import { bornOf } from '../../../server/http/born-of-express.ts';

type Prototypes = { readonly request: unknown; readonly response: unknown };

let server: Server;
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

/** The prototypes of a request and its answer before Express sees them, and in a handler of its own. */
const seenWith = async (prepare: (app: express.Express) => object): Promise<readonly Prototypes[]> => {
  const seen: Prototypes[] = [];
  const look = (request: object, response: object): void => {
    seen.push({ request: Object.getPrototypeOf(request), response: Object.getPrototypeOf(response) });
  };
  const app = express().get('/', (request, response) => {
    look(request, response);
    response.send(request.get('X-Word'));
  });
  server = createServer(prepare(app), (request, response) => {
    look(request, response);
    app(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { 'X-Word': 'Ada' } });
  expect(await answer.text()).toBe('Ada');
  return seen;
};

describe('a request and its answer', () => {
  it('are born as what Express wants them to be, and stay so', async () => {
    const [born, handled] = await seenWith(bornOf);
    expect(handled?.request === born?.request).toBe(true);
    expect(handled?.response === born?.response).toBe(true);
  });

  it('are changed by Express when Node makes them', async () => {
    const [born, handled] = await seenWith(() => ({}));
    expect(handled?.request === born?.request).toBe(false);
    expect(handled?.response === born?.response).toBe(false);
  });
});
