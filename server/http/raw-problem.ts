// What is said to bytes that never became a request? The same problem as to all others, written by hand.

import { STATUS_CODES } from 'node:http';
import { ProxyError } from '../errors.ts';
import { failureHeaders, problemText } from './failures.ts';

/** What Node's parser says of such bytes; they are not there when a client was too slow. */
export type NotHttp = Error & {
  readonly code?: string;
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
};

const statusOf = ({ code }: NotHttp): number => {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
};

export const notHttp = (error: NotHttp): ProxyError =>
  new ProxyError('request_invalid', { status: statusOf(error), reason: 'not_http' });

/**
 * Whether the bytes began as a HEAD, whose answer has no body, good or bad (RFC 9110, 9.3.2): a client takes one for the beginning of
 * another answer. Whatever came whole before them in the same packet ends with an empty line.
 */
export const isHead = ({ rawPacket, bytesParsed }: NotHttp): boolean => {
  const read = rawPacket?.toString('latin1', 0, bytesParsed) ?? '';
  return read
    .slice(read.lastIndexOf('\r\n\r\n') + 1)
    .trimStart()
    .startsWith('HEAD ');
};

type Parts = {
  readonly failure: ProxyError;
  readonly requestId: string;
  /** The wall clock, milliseconds. */
  readonly now: number;
  readonly hasBody: boolean;
};

/** A whole answer, the last of its connection. Nobody knows the origin of what it answers. */
export const rawProblem = ({ failure, requestId, now, hasBody }: Parts): string => {
  const body = problemText(failure, requestId);
  const headers = {
    ...failureHeaders(failure),
    ...(failure.code === 'method_not_allowed' ? { Allow: 'GET, HEAD, OPTIONS' } : {}),
    'Content-Length': String(Buffer.byteLength(body)),
    'Content-Security-Policy': "default-src 'none';frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Strict-Transport-Security': 'max-age=31536000',
    'X-Content-Type-Options': 'nosniff',
    Vary: 'Origin, Authorization, Cookie',
    'X-Request-Id': requestId,
    Date: new Date(now).toUTCString(),
    Connection: 'close',
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const head = [`HTTP/1.1 ${failure.status} ${STATUS_CODES[failure.status]}`, ...lines, '', ''].join('\r\n');
  return hasBody ? head + body : head;
};
