// Which headers would this handler set? It is asked on an answer that goes nowhere, so that what never changes is asked once.

import { type IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

export type SaidHeader = readonly [name: string, value: string];

type Handler = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** What it says to a GET with these headers, in its order. */
export const headersSaidBy = (handler: Handler, headers: IncomingHttpHeaders = {}): readonly SaidHeader[] => {
  const said: SaidHeader[] = [];
  const request = Object.assign(new IncomingMessage(new Socket()), { method: 'GET', headers });
  const response = new ServerResponse(request);
  response.setHeader = (name, value) => {
    said.push([name, String(value)]);
    return response;
  };
  handler(request, response, () => {});
  return said;
};
