// Why did no whole answer arrive? The network's and undici's errors in the words of the catalogue.

import { errors } from 'undici';
import { ProxyError } from '../errors.ts';

/** Something did answer, but not with HTTP that can be used. Everything else means: not reached, or cut short. */
const unusable: Readonly<Record<string, string>> = {
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too_large',
  UND_ERR_HEADERS_OVERFLOW: 'headers_too_large',
};

/** undici's own timer of an attempt to connect; it may go off a moment before our deadline does. */
const tooSlow = 'UND_ERR_CONNECT_TIMEOUT';

/** The parser has one kind of error, without a code, also for a connection that ended in the middle. */
const isNotHttp = (error: unknown): boolean =>
  error instanceof errors.HTTPParserError && !error.message.includes('EOF');

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string'
    ? error.code
    : '';

export const failureOfCall = (error: unknown): ProxyError => {
  const code = codeOf(error);
  if (code === tooSlow) return new ProxyError('upstream_timeout', { reason: 'deadline', cause: error });
  const reason = isNotHttp(error) ? 'not_http' : unusable[code];
  return reason === undefined
    ? new ProxyError('upstream_unavailable', { reason: 'connection', retryAfter: 5, cause: error })
    : new ProxyError('upstream_invalid', { reason, cause: error });
};
