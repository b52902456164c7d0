// May this request use the session cookie? A browser sends cookies for anybody; only a script of a listed page may use ours.

import type { ErrorCode } from '../errors.ts';

/** What a request says of where it comes from; header values as they came. */
export type Provenance = {
  readonly origin: string | undefined;
  /** Whether the origin is one of ALLOWED_ORIGINS. */
  readonly listed: boolean;
  readonly fetchSite: string | undefined;
  readonly fetchMode: string | undefined;
  readonly fetchDest: string | undefined;
  /** `X-Drift-Attributes`: another origin can send it only after a preflight. */
  readonly marker: string | undefined;
};

type Verdict = 'allowed' | Extract<ErrorCode, 'origin_refused' | 'fetch_refused'>;

/** https://www.w3.org/TR/fetch-metadata/ */
const isScriptFetch = ({ fetchMode, fetchDest }: Provenance): boolean =>
  (fetchMode === 'cors' || fetchMode === 'same-origin') && fetchDest === 'empty';

const passes = (from: Provenance): boolean => {
  if (from.fetchSite === undefined) return from.origin === undefined ? from.marker === '1' : from.listed;
  if (!isScriptFetch(from)) return false;
  if (from.fetchSite === 'same-origin') return true;
  return (from.fetchSite === 'same-site' || from.fetchSite === 'cross-site') && from.listed;
};

/** Pure; `Host` and `X-Forwarded-*` have no say. */
export const browserRule = (from: Provenance): Verdict => {
  if (passes(from)) return 'allowed';
  return from.origin !== undefined && !from.listed ? 'origin_refused' : 'fetch_refused';
};
