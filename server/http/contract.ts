// What goes over the wire to clients? The shapes that the browser library and the server agree on.

import type { ErrorCode } from '../errors.ts';

/** 200 of `GET /v1/me/attributes`. */
export type AttributesBody = {
  /** Whether Drift knows this contact. */
  readonly known: boolean;
  /** Only names of the policy; what Drift lacks or what does not fit is left out. */
  readonly attributes: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** ISO 8601: when Drift's answer arrived. */
  readonly asOf: string;
  /** True for whatever is not fresh. */
  readonly stale: boolean;
};

/** Data of the event `end` of `GET /v1/me/attributes/stream`; that of the event `attributes` is an `AttributesBody`. */
export type StreamEnd = {
  /** Why the server has ended it: what now refuses the session, or that the server stops. */
  readonly code: ErrorCode | 'stopping';
};

/** 200 of `GET /v1/attributes`. */
export type VisibleAttributesBody = {
  readonly attributes: readonly {
    readonly name: string;
    readonly type: 'string' | 'number' | 'boolean' | 'datetime' | 'date' | 'list';
    readonly description?: string;
  }[];
};

/** Every refusal and failure, as `application/problem+json` (RFC 9457). */
export type Problem = {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: ErrorCode;
  readonly requestId: string;
};
