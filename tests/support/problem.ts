// Is this a refusal as the contract describes them? What every problem has in common, whatever its code.

import { expect } from '@jest/globals';
import { type ErrorCode, errorCatalogue } from '../../server/errors.ts';

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
};

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** On every answer of the server, good or bad, but for the public files. */
export const commonHeaders = {
  'content-security-policy': expect.stringMatching(/^default-src 'none'(;|$)/),
  'cross-origin-resource-policy': 'same-origin',
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  vary: 'Origin, Authorization, Cookie',
  'x-request-id': expect.stringMatching(uuid),
};

const neverThere = [
  'x-powered-by',
  'server',
  'etag',
  'set-cookie',
  'last-modified',
  'cache-status',
  'access-control-allow-origin',
];

/** Checks status, body and headers (RFC 9457); gives the headers for what is special about the code. */
export const expectProblem = (
  { status, headers, text }: Answer,
  code: ErrorCode,
  expectedStatus: number = errorCatalogue[code].status,
): Answer['headers'] => {
  expect({ status, code: JSON.parse(text).code }).toEqual({ status: expectedStatus, code });
  expect(JSON.parse(text)).toEqual({
    type: 'about:blank',
    title: errorCatalogue[code].title,
    status: expectedStatus,
    code,
    requestId: headers['x-request-id'],
  });
  expect(headers).toMatchObject({
    ...commonHeaders,
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(text)),
    'cache-control': 'private, no-store',
  });
  const names = Object.keys(headers);
  expect(names.filter((name) => neverThere.includes(name) || /^(x-)?ratelimit/.test(name))).toEqual([]);
  return headers;
};
