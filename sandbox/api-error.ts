// What can Drift refuse, and with which status and words? The one catalogue of its errors.

/** The documented values of `error.type`. */
type ErrorType = 'validation_error' | 'authentication_error' | 'not_found' | 'internal_error' | 'rate_limit';

type Row = { readonly status: number; readonly type: ErrorType; readonly message: string };

// Statuses 405, 409 and 413 have no documented type; validation_error is the nearest.
const catalogue = {
  'CONTACT-1': { status: 404, type: 'not_found', message: 'Contact not found, or not allowed to view it' },
  'CONTACT-2': {
    status: 401,
    type: 'authentication_error',
    message: 'Contact not found, or not allowed to view it',
  },
  'CONTACT-4': { status: 400, type: 'validation_error', message: 'The payload is malformed' },
  'CONTACT-5': { status: 500, type: 'internal_error', message: 'Unexpected problem, check the field values' },
  'CONTACT-6': { status: 409, type: 'validation_error', message: 'A contact with that id exists' },
  'CONTACT-7': { status: 400, type: 'validation_error', message: 'A contact needs an email' },
  'CONTACT-8': { status: 400, type: 'validation_error', message: 'No attributes were given' },
  'CONTACT-9': { status: 400, type: 'validation_error', message: 'Unknown contact tag' },
  'CONTACT-10': { status: 400, type: 'validation_error', message: 'Unrecognised query parameter' },
  'CONTACT-11': { status: 400, type: 'validation_error', message: 'Bad request' },
  bad_request: { status: 400, type: 'validation_error', message: 'Bad request' },
  bad_token: {
    status: 401,
    type: 'authentication_error',
    message: 'The access token is invalid or has expired',
  },
  missing_scope: { status: 403, type: 'authentication_error', message: 'The token lacks the needed scope' },
  no_such_route: { status: 404, type: 'not_found', message: 'There is no such endpoint' },
  method_not_allowed: { status: 405, type: 'validation_error', message: 'Method not allowed' },
  body_too_large: { status: 413, type: 'validation_error', message: 'The body is too large' },
  rate_limit: { status: 429, type: 'rate_limit', message: 'Too many calls in the time window' },
} as const satisfies Record<string, Row>;

export type ApiErrorCode = keyof typeof catalogue;

/** Status, `error.type` and text of every error. Source: Drift's pages on data and errors, and on contact errors. */
export const apiErrors: Readonly<Record<ApiErrorCode, Row>> = catalogue;

type Details = {
  /** Words for the caller in place of the catalogue's. */
  readonly message?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

/** The one error that the sandbox throws on purpose. */
export class ApiError extends Error {
  readonly code: ApiErrorCode;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ApiErrorCode, { message = apiErrors[code].message, headers = {} }: Details = {}) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.headers = headers;
  }
}
