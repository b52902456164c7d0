// Why did no whole answer arrive? The network's and undici's errors in the words of the catalogue.

import { ProxyError } from '../errors.ts';

/** Something did answer, but not with HTTP that can be used. Everything else means: not reached, or cut short. */
const unusable: Readonly<Record<string, string>> = {
  UND_ERR_RES_EXCEEDED_MAX_SIZE: 'too_large',
  UND_ERR_HEADERS_OVERFLOW: 'headers_too_large',
};

/** The HTTP parser's own errors, but for the one that means that the connection ended in the middle. */
const notHttp = /^HPE_(?!INVALID_EOF_STATE)/;

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : '';

export const failureOfCall = (error: unknown): ProxyError => {
  const code = codeOf(error);
  const reason = unusable[code] ?? (notHttp.test(code) ? 'not_http' : undefined);
  return reason === undefined
    ? new ProxyError('upstream_unavailable', { reason: 'connection', retryAfter: 5, cause: error })
    : new ProxyError('upstream_invalid', { reason, cause: error });
};
