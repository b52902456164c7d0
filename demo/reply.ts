// What does the demo site answer? A status, a few headers and a body, under one strict set of headers.

import type { ServerResponse } from 'node:http';

export type Reply = {
  readonly status: number;
  readonly type: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
};

export const json = (body: unknown, headers: Reply['headers'] = {}): Reply => ({
  status: 200,
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(body),
  headers,
});

export const plain = (status: number, text: string, headers: Reply['headers'] = {}): Reply => ({
  status,
  type: 'text/plain; charset=utf-8',
  body: `${text}\n`,
  headers,
});

/** Everything comes from this origin and nothing stands inline. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

const headersOfAll = {
  'Content-Security-Policy': contentSecurityPolicy,
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Cache-Control': 'no-store',
};

/** To a HEAD, Node sends the headers alone. */
export const send = (response: ServerResponse, { status, type, body, headers }: Reply): void => {
  response.writeHead(status, {
    ...headersOfAll,
    ...headers,
    'Content-Type': type,
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
};

/** For when something failed on the way: an answer that has begun is cut off, so that it does not look complete. */
export const sendFailure = (response: ServerResponse, failure: Reply): void => {
  if (response.headersSent) response.destroy();
  else send(response, failure);
};
