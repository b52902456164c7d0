// What happens to every request first, and to every answer last? An id, the headers of all answers, the record.

import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { Clock } from '../clock.ts';
import type { RecordAccess } from './access.ts';
import { beginExchange, exchangeOf } from './exchange.ts';
import type { RequestId } from './request-id.ts';

/** Helmet for an API: nothing here is a page. HSTS leaves subdomains alone: we may answer on the customer's own host. */
export const securityHeaders = (): RequestHandler =>
  helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: { 'default-src': ["'none'"], 'frame-ancestors': ["'none'"] },
    },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    strictTransportSecurity: { maxAge: 31_536_000, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });

const ofAllAnswers = { 'Cache-Control': 'private, no-store', Vary: 'Origin, Authorization, Cookie' };

type Parts = {
  readonly clock: Clock;
  readonly requestId: RequestId;
  readonly record: RecordAccess;
  /** While it is true, connections end with their answer, so that clients move on to another process. */
  readonly stopping: () => boolean;
};

export const createEdge =
  ({ clock, requestId, record, stopping }: Parts): RequestHandler =>
  (request, response, next) => {
    const id = requestId(request);
    beginExchange(response, { id, begun: clock.now(), route: 'none', failure: undefined });
    response.set(ofAllAnswers).set('X-Request-Id', id);
    if (stopping()) response.shouldKeepAlive = false;
    response.once('close', () => record(exchangeOf(response), request.method, response.statusCode));
    next();
  };
