// How is a refusal told? The one renderer: problem+json from the catalogue, and the headers that go with a code.

import type { ErrorRequestHandler, Response } from 'express';
import { type ErrorCode, errorCatalogue, ProxyError } from '../errors.ts';
import type { Problem } from './contract.ts';
import { exchangeOf } from './exchange.ts';
import { jsonText } from './json-text.ts';
import { awaitsBody } from './shape.ts';

const realm = 'Bearer realm="drift-attribute-proxy"';

/** RFC 6750, section 3. */
const challenges: Partial<Record<ErrorCode, string>> = {
  token_missing: realm,
  token_invalid: `${realm}, error="invalid_token"`,
  token_expired: `${realm}, error="invalid_token", error_description="expired"`,
};

/** Seconds, where the one who threw did not say. */
const retryAfterDefaults: Partial<Record<ErrorCode, number>> = {
  upstream_unavailable: 5,
  upstream_busy: 5,
  keys_unavailable: 5,
  overloaded: 2,
  too_many_requests: 5,
};

/** Headers that a failure adds to those of every answer. */
export const failureHeaders = ({ code, retryAfter }: ProxyError): Record<string, string> => {
  const challenge = challenges[code];
  const wait = retryAfter ?? retryAfterDefaults[code];
  return {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Cache-Control': 'private, no-store',
    ...(challenge === undefined ? {} : { 'WWW-Authenticate': challenge }),
    ...(wait === undefined ? {} : { 'Retry-After': String(wait) }),
  };
};

export const problemText = ({ code, status }: ProxyError, requestId: string): string =>
  jsonText({
    type: 'about:blank',
    title: errorCatalogue[code].title,
    status,
    code,
    requestId,
  } satisfies Problem);

/** Errors of the framework's own parsers carry a status; everything else that is not ours is our fault. */
const parserCodes: Readonly<Record<number, ErrorCode>> = {
  400: 'request_invalid',
  413: 'too_large',
  415: 'unsupported_media',
};

const asProxyError = (error: unknown): ProxyError => {
  if (error instanceof ProxyError) return error;
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 500;
  return new ProxyError(parserCodes[status] ?? 'internal', { cause: error });
};

const send = (response: Response, failure: ProxyError): void => {
  const exchange = exchangeOf(response);
  exchange.failure = failure;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  // A body that nobody has read is not drained: the connection ends with the refusal.
  if (awaitsBody(response.req)) response.shouldKeepAlive = false;
  response.removeHeader('ETag');
  response.status(failure.status).set(failureHeaders(failure)).send(problemText(failure, exchange.id));
};

/** The last step of every application; Express knows it by its four parameters. */
export const renderFailure: ErrorRequestHandler = (error, _request, response, _next) => {
  send(response, asProxyError(error));
};
