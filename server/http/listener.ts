// How does a server listen? Every limit of Node's set on purpose, and its own refusals told like all others.

import { createServer, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { randomUUID } from 'node:crypto';
import { ProxyError } from '../errors.ts';
import { failureHeaders, problemText } from './failures.ts';

/** Milliseconds and bytes; without `connectionsCheckingInterval` Node looks at slow connections only every 30 s. */
const limits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16 * 1024,
  maxConnections: 10_000,
};

const statusOf = (error: Error & { code?: string }): number => {
  if (error.code === 'HPE_HEADER_OVERFLOW') return 431;
  return error.code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
};

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
};

/** A request that never became one has no Express answer: the same problem, written by hand. */
const rawProblem = (failure: ProxyError): string => {
  const requestId = randomUUID();
  const body = problemText(failure, requestId);
  const headers = {
    ...failureHeaders(failure),
    'Content-Length': String(Buffer.byteLength(body)),
    'Content-Security-Policy': "default-src 'none';frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    Vary: 'Origin, Authorization, Cookie',
    'X-Request-Id': requestId,
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${failure.status} ${reasons[failure.status]}`, ...lines, '', body].join('\r\n');
};

/** `refused` is told of each request that was none, for log and metrics. */
export const createListener = (
  app: RequestListener,
  keepAlive: number,
  refused: (failure: ProxyError) => void,
): Server => {
  const server = createServer(
    {
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      connectionsCheckingInterval: limits.connectionsCheckingInterval,
      maxHeaderSize: limits.maxHeaderSize,
      keepAliveTimeout: keepAlive,
      insecureHTTPParser: false,
      requireHostHeader: false, // refused by requireShape, as a problem and with an id
    },
    app,
  );
  server.maxConnections = limits.maxConnections;
  server.on('clientError', (error: Error & { code?: string }, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const failure = new ProxyError('request_invalid', { status: statusOf(error), reason: 'not_http' });
    refused(failure);
    socket.end(rawProblem(failure), () => socket.destroy());
  });
  // Only `100-continue` exists; other expectations go to the application like any request, which has none to meet.
  server.on('checkExpectation', (request, response) => {
    app(request, response);
  });
  return server;
};
