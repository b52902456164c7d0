// What happens to every request first, and to every answer last? An id, the headers of all answers, the record.

import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';
import type { Clock } from '../clock.ts';
import type { RecordAccess } from './access.ts';
import { beginExchange, exchangeOf } from './exchange.ts';
import type { OpenAnswers } from './open-answers.ts';
import type { RequestId } from './request-id.ts';
import { headersSaidBy } from './said-headers.ts';

/** Helmet for an API: nothing here is a page. HSTS leaves subdomains alone: we may answer on the customer's own host. */
const createProtect = () =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });

/** What it says does not depend on the request: it is asked once, and repeated. */
export const securityHeaders = (): RequestHandler => {
  const headers = headersSaidBy(createProtect());
  return (_request, response, next) => {
    for (const [name, value] of headers) response.setHeader(name, value);
    next();
  };
};

/** nginx's word for a client that left before its answer; no client ever sees it. */
const abandoned = 499;

/** An answer that waited in vain for the one before it may be made, but has never had a connection. */
const hasGone = ({ headersSent, writableFinished, socket }: Response): boolean =>
  headersSent && (writableFinished || socket !== null);

type Parts = {
  readonly clock: Clock;
  readonly requestId: RequestId;
  readonly record: RecordAccess;
  readonly openAnswers: OpenAnswers;
};

export const createEdge =
  ({ clock, requestId, record, openAnswers }: Parts): RequestHandler =>
  (request, response, next) => {
    const id = requestId(request.headers['x-request-id'], request.socket.remoteAddress);
    beginExchange(response, { id, begun: clock.now(), route: 'none', failure: undefined });
    response.setHeader('Cache-Control', 'private, no-store');
    response.setHeader('Vary', 'Origin, Authorization, Cookie');
    response.setHeader('X-Request-Id', id);
    openAnswers.add(response);
    response.once('close', () => {
      record(exchangeOf(response), request.method, hasGone(response) ? response.statusCode : abandoned);
    });
    next();
  };
