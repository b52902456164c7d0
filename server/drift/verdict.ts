// What does Drift's status mean? An answer to read, nobody by that name, or one of our failures.

import { ProxyError } from '../errors.ts';
import { retryAfterOf } from './retry-after.ts';
import type { DriftResponse } from './transport.ts';

/** Drift: Contact Errors. CONTACT-2 comes with 401 and means "not found or not allowed to view". */
const hiddenContact = /\bCONTACT-2\b/;

const names = (pattern: RegExp, { body }: DriftResponse): boolean =>
  pattern.test(new TextDecoder().decode(body));

const serverError = (status: number): boolean => status === 408 || status >= 500;

/**
 * Says whether an answer is to be read or means that nobody is known.
 * @throws ProxyError `upstream_rejected`, `upstream_busy`, `upstream_unavailable` or `upstream_invalid`
 */
export const verdictOn = (response: DriftResponse): 'read' | 'unknown' => {
  const { status, headers } = response;
  if (status === 200) return 'read';
  if (status === 404) return 'unknown';
  if (status === 401 || status === 403) {
    if (names(hiddenContact, response)) return 'unknown';
    throw new ProxyError('upstream_rejected', { reason: `status_${status}` });
  }
  if (status === 429) {
    throw new ProxyError('upstream_busy', { reason: 'status_429', retryAfter: retryAfterOf(headers) });
  }
  if (serverError(status)) {
    const retryAfter = retryAfterOf(headers);
    throw new ProxyError('upstream_unavailable', { reason: `status_${status}`, retryAfter });
  }
  throw new ProxyError('upstream_invalid', { reason: `status_${status}` });
};
