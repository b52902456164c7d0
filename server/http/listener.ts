// How does a server listen? Every limit of Node's set on purpose, and its own refusals told like all others.

import { randomUUID } from 'node:crypto';
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { ProxyError } from '../errors.ts';
import type { Messages } from './born-of-express.ts';
import type { Serve } from './fast-path.ts';
import { makeHeadersLate } from './late-headers.ts';
import { createLatestAnswers, type LatestAnswers } from './latest-answers.ts';
import { isHead, type NotHttp, notHttp, rawProblem } from './raw-problem.ts';
import type { TakenConnections } from './taken-connections.ts';
import { createWaitingAnswers } from './waiting-answers.ts';

/** Milliseconds and bytes. */
const defaultLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  /** Without it Node looks at slow connections only every 30 s. */
  connectionsCheckingInterval: 1_000,
  /** A client that does not take its answer; longer than any answer takes to be made. */
  silence: 120_000,
  maxHeaderSize: 16 * 1024,
  maxConnections: 10_000,
};
export type ListenerLimits = typeof defaultLimits;

const noneTaken: Pick<TakenConnections, 'has'> = { has: () => false };

type Parts = {
  readonly app: RequestListener;
  /** Asked first: whether it has answered the request by itself. */
  readonly serveAtOnce: Serve;
  /** Idle time of a connection, milliseconds. */
  readonly keepAlive: number;
  /** Told of each request that was none, for log and metrics. */
  readonly refused: (failure: ProxyError, requestId: string) => void;
  /** The wall clock, milliseconds. */
  readonly wall: () => number;
  readonly limits?: Partial<ListenerLimits>;
  /** Connections beyond those, for answers that go on for long. */
  readonly streams?: number;
  /** Those that belong to such an answer. */
  readonly connections?: Pick<TakenConnections, 'has'>;
  readonly latestAnswers?: LatestAnswers;
  /** What the application's requests and answers are made as; by default as Node makes them. */
  readonly messages?: Messages;
};

export const createListener = ({
  app,
  serveAtOnce,
  keepAlive,
  refused,
  wall,
  limits = {},
  streams = 0,
  connections = noneTaken,
  latestAnswers = createLatestAnswers(),
  messages,
}: Parts): Server => {
  const { silence, maxConnections, ...ofNode } = { ...defaultLimits, ...limits };
  const server = createServer({
    ...ofNode,
    ...messages,
    keepAliveTimeout: keepAlive,
    insecureHTTPParser: false,
    requireHostHeader: false, // refused by requireShape, as a problem and with an id
  });
  if (messages !== undefined) makeHeadersLate(server, messages.IncomingMessage.prototype);
  server.maxConnections = maxConnections + streams;
  server.maxHeadersCount = 0; // their size is capped; a count would drop the last ones in silence
  server.timeout = silence;
  const waitingAnswers = createWaitingAnswers();
  const underWayOn = (socket: Duplex): ServerResponse | undefined => {
    const answer = latestAnswers.on(socket);
    return answer?.closed === false ? answer : undefined;
  };
  server.on('request', (request, response) => {
    // Whatever came after it would be answered in its midst.
    if (connections.has(request.socket)) return void request.socket.destroy();
    if (serveAtOnce(request, response)) return;
    latestAnswers.saw(response);
    waitingAnswers.saw(response);
    app(request, response);
  });

  // An answer that goes on sees to its own reader: it may be silent for as long as there is nothing to say.
  server.on('timeout', (socket) => {
    if (!connections.has(socket)) socket.destroy();
  });

  const refuse = (failure: ProxyError, socket: Duplex, hasBody = true): void => {
    const requestId = randomUUID();
    refused(failure, requestId);
    socket.end(rawProblem({ failure, requestId, now: wall(), hasBody }), () => socket.destroy());
  };
  server.on('clientError', (error: NotHttp, socket: Duplex) => {
    const answer = underWayOn(socket);
    if (error.code === 'ECONNRESET' || !socket.writable || answer?.headersSent || connections.has(socket))
      socket.destroy();
    // What cannot be read came after a whole request: that one's answer goes first, and is the last.
    else if (answer?.req.complete) answer.shouldKeepAlive = false;
    else refuse(notHttp(error), socket, !isHead(error));
  });
  // Node hands the bare socket of a CONNECT to whoever listens, and ends it without a word when nobody does.
  server.on('connect', (_request, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    if (connections.has(socket)) return void socket.destroy();
    const answer = underWayOn(socket);
    if (answer === undefined) refuse(new ProxyError('method_not_allowed', { reason: 'connect' }), socket);
    else answer.once('close', () => socket.end(() => socket.destroy()));
  });
  // Only `100-continue` exists; other expectations go to the application like any request, which has none to meet.
  server.on('checkExpectation', (request, response) => {
    server.emit('request', request, response);
  });
  return server;
};
