// Is this a request at all? What HTTP itself demands, before any path is looked at.

import type { RequestHandler } from 'express';
import { ProxyError } from '../errors.ts';

const malformed = (reason: string): ProxyError => new ProxyError('request_invalid', { reason });

const hasBody = (headers: Record<string, unknown>): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

const withoutBody = new Set(['GET', 'HEAD', 'OPTIONS']);

/** One `Host` (RFC 9112, 3.2), and a path that is a path. */
export const requireShape: RequestHandler = (request, response, next) => {
  const hosts = request.headersDistinct['host']?.length ?? 0;
  if (hosts > 1 || (hosts === 0 && request.httpVersion !== '1.0')) throw malformed('host');
  if (!request.url.startsWith('/')) throw malformed('target');
  // Nobody reads a body here: the connection ends with the answer instead of being drained.
  if (withoutBody.has(request.method) && hasBody(request.headers)) response.shouldKeepAlive = false;
  next();
};
