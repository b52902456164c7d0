// Why was a token refused? The closed list of words that the log and the metrics may hear.

import { ProxyError } from '../errors.ts';

/** Fixed words, so that `drift_proxy_auth_failures_total{reason}` has a bounded number of series. */
export const refusals = [
  'too_long',
  'not_three_parts',
  'not_canonical_base64url',
  'header_not_an_object',
  'other_algorithm',
  'other_type',
  'unsupported_header',
  'malformed_kid',
  'payload_not_an_object',
  'unknown_key',
  'bad_signature',
  'other_issuer',
  'other_audience',
  'malformed_subject',
  'malformed_expiry',
  'malformed_issue_time',
  'issued_in_the_future',
  'malformed_not_before',
  'not_valid_yet',
  'lives_too_long',
  'expired',
] as const;
export type Refusal = (typeof refusals)[number];

/** The error for a refused token. Only time being over, the signature being good, is told apart to the client. */
export const refused = (reason: Refusal): ProxyError =>
  new ProxyError(reason === 'expired' ? 'token_expired' : 'token_invalid', { reason });
