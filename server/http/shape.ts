// Is this a request at all? What HTTP itself demands, before any path is looked at.

import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { ProxyError } from '../errors.ts';
import { headerLines } from './header-lines.ts';

const malformed = (reason: string): ProxyError => new ProxyError('request_invalid', { reason });

/** Whether bytes of a body may still come. */
export const awaitsBody = ({ complete, headers }: IncomingMessage): boolean =>
  !complete && (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0);

/** Visible ASCII. A `#` would make the framework read the target as a whole URL, and a backslash in it as a slash. */
const target = /^\/[!-"$-[\]-~]*$/;

const withoutBody = new Set(['GET', 'HEAD', 'OPTIONS']);

/** One `Host` (RFC 9112, 3.2), and a path that is a path. */
export const requireShape: RequestHandler = (request, response, next) => {
  const hosts = headerLines(request, 'host').length;
  if (hosts > 1 || (hosts === 0 && request.httpVersion !== '1.0')) throw malformed('host');
  if (!target.test(request.url)) throw malformed('target');
  // Nobody reads a body here: the connection ends with the answer instead of being drained.
  if (withoutBody.has(request.method) && awaitsBody(request)) response.shouldKeepAlive = false;
  next();
};
