// How do requests reach the proxy behind the site? Passed on as they came, as a web server in front of it would.

import {
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream';
import { plain, sendFailure } from './reply.ts';

/** RFC 9110, section 7.6.1: these belong to one connection and are not passed on. */
const hopByHop = new Set(['connection', 'keep-alive', 'proxy-connection', 'te', 'trailer', 'upgrade']);

/** Node writes the framing of answers itself, to suit the version of the client. */
const keptFromClients = new Set([...hopByHop, 'transfer-encoding']);

/** We are the first proxy, so what a client says of its own address is not passed on. */
const keptFromProxy = new Set([...hopByHop, 'x-forwarded-for']);

type RawHeaders = readonly string[];

/** Repeated headers stay repeated: the proxy behind judges them. */
const without = (names: ReadonlySet<string>, headers: RawHeaders): string[] => {
  const kept: string[] = [];
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const [name = '', value = ''] = headers.slice(at, at + 2);
    if (!names.has(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
};

/** The fixed ones, and those that the `Connection` header names. */
const andNamed = (names: ReadonlySet<string>, { headers }: IncomingMessage): ReadonlySet<string> =>
  new Set([
    ...names,
    ...(headers.connection ?? '')
      .toLowerCase()
      .split(',')
      .map((name) => name.trim()),
  ]);

const passOn = (answer: IncomingMessage, response: ServerResponse): void => {
  const headers = without(andNamed(keptFromClients, answer), answer.rawHeaders);
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage ?? '', headers);
  response.flushHeaders();
  // An answer that breaks off must break off for the client too, not look complete.
  pipeline(answer, response, () => {});
};

const noAnswer = plain(502, 'The proxy behind the demo site does not answer.');

/** Hands requests to a server on this machine. A connection each: on loopback it is cheap, and no idle one is stale. */
export const createForward = (port: number): RequestListener => {
  return (request, response) => {
    const upstream = httpRequest({
      host: '127.0.0.1',
      port,
      agent: false,
      method: request.method ?? 'GET',
      path: request.url ?? '/',
      headers: [
        ...without(andNamed(keptFromProxy, request), request.rawHeaders),
        'X-Forwarded-For',
        request.socket.remoteAddress ?? '',
      ],
    });
    upstream.on('response', (answer) => passOn(answer, response));
    upstream.on('error', () => sendFailure(response, noAnswer));
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  };
};
