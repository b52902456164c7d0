// What can go wrong, and what may be said about it? The one catalogue of refusals and failures.

type Row = {
  readonly status: number;
  /** Public text; it never holds a value, a token or an upstream's words. */
  readonly title: string;
  /** What the one who gets it can do; printed into docs/errors.md. */
  readonly remedy: string;
};

const catalogue = {
  request_invalid: {
    status: 400,
    title: 'The request is malformed',
    remedy:
      'Check the query, headers and body against the documentation. Also sent as 408 when a request arrives too slowly and as 431 when its headers are too large.',
  },
  token_conflict: {
    status: 400,
    title: 'The request carries more than one credential',
    remedy:
      'Send the session token once: in the Authorization header or in the cookie, not two different ones.',
  },
  token_missing: {
    status: 401,
    title: 'A session token is required',
    remedy: 'Send Authorization: Bearer <token>, or sign in so that the session cookie is set.',
  },
  token_invalid: {
    status: 401,
    title: 'The token is not valid',
    remedy:
      'The reason is in the log and in drift_proxy_auth_failures_total; compare algorithm, key, issuer and audience with the configuration.',
  },
  token_expired: {
    status: 401,
    title: 'The session token has expired',
    remedy: 'Fetch a new token and repeat the request.',
  },
  not_allowed: {
    status: 403,
    title: 'This session may not read that',
    remedy:
      'No audience of the policy takes this session, its contact claim is malformed, or its e-mail is not verified.',
  },
  origin_refused: {
    status: 403,
    title: 'Requests from this origin are not accepted',
    remedy: 'Add the origin to ALLOWED_ORIGINS.',
  },
  fetch_refused: {
    status: 403,
    title: 'A cookie is accepted only from a script of this site',
    remedy: 'Call with fetch() from an allowed page, or send the header X-Drift-Attributes: 1.',
  },
  contact_unknown: {
    status: 404,
    title: 'There is no such contact',
    remedy: 'Drift has no contact by that name, or the token may not see it.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing here',
    remedy: 'Paths are case-sensitive and have no trailing slash.',
  },
  method_not_allowed: {
    status: 405,
    title: 'The method is not supported here',
    remedy: 'Use a method that the Allow header names.',
  },
  contact_ambiguous: {
    status: 409,
    title: 'Several contacts answer to that name',
    remedy: 'Look the contact up by its Drift id or external id.',
  },
  too_large: { status: 413, title: 'The request body is too large', remedy: 'Send a smaller body.' },
  unsupported_media: {
    status: 415,
    title: 'The media type is not supported',
    remedy: 'Send application/json in UTF-8.',
  },
  too_many_requests: {
    status: 429,
    title: 'Too many requests',
    remedy:
      'Wait for the number of seconds in Retry-After. The limits are SUBJECT_REQUESTS_PER_MINUTE and ADDRESS_REQUESTS_PER_MINUTE; of streams one subject may have 20 open, and one address 2,000.',
  },
  internal: {
    status: 500,
    title: 'Something went wrong here',
    remedy: 'Look for the request id in the log.',
  },
  upstream_rejected: {
    status: 502,
    title: 'The contact source rejected this server',
    remedy:
      'Drift refused our token or its scope: check DRIFT_TOKEN, and regenerate it after changing the scopes of the Drift app.',
  },
  upstream_invalid: {
    status: 502,
    title: 'The contact source gave an unusable answer',
    remedy:
      'Drift (or something between) answered with a redirect, another content type, an oversized body, or another contact than the one asked for. The log says which.',
  },
  upstream_unavailable: {
    status: 503,
    title: 'The contact source is unavailable',
    remedy:
      'Drift could not be reached or answered with a server error. It is asked again with the next request.',
  },
  upstream_busy: {
    status: 503,
    title: 'The contact source is busy',
    remedy: 'Drift limits the calls of this token; wait for Retry-After.',
  },
  overloaded: {
    status: 503,
    title: 'This server is overloaded',
    remedy: 'Wait for Retry-After; add capacity if it lasts, or raise MAX_STREAMS if the log names streams.',
  },
  keys_unavailable: {
    status: 503,
    title: 'The keys to verify sessions are not available',
    remedy: 'The key set at SESSION_JWKS_URL has not been fetched yet; it is tried again by itself.',
  },
  upstream_timeout: {
    status: 504,
    title: 'The contact source did not answer in time',
    remedy: 'Drift took longer than DRIFT_TIMEOUT.',
  },
} as const satisfies Record<string, Row>;

/** The name of a refusal or failure, as clients read it in `code`. */
export type ErrorCode = keyof typeof catalogue;

/** Status and public text of every code. */
export const errorCatalogue: Readonly<Record<ErrorCode, Row>> = catalogue;

type Details = {
  /** Why, for the log and the metrics alone; a word from the code, never a value from outside. */
  readonly reason?: string;
  /** Seconds after which trying again may help; becomes Retry-After. */
  readonly retryAfter?: number;
  /** Another status than the catalogue's (`request_invalid` as 408 and 431). */
  readonly status?: number;
  readonly cause?: unknown;
};

/** The one error that rooms throw on purpose; anything else that reaches the renderer becomes `internal`. */
export class ProxyError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly reason: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, details: Details = {}) {
    super(errorCatalogue[code].title, { cause: details.cause });
    this.name = 'ProxyError';
    this.code = code;
    this.status = details.status ?? errorCatalogue[code].status;
    this.reason = details.reason;
    this.retryAfter = details.retryAfter;
  }
}
