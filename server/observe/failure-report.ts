// What should an operator read when Drift fails? What happened and what to do, once a minute and not once per visitor.

import type { ErrorCode, ProxyError } from '../errors.ts';
import type { Log } from './log.ts';
import type { Seldom } from './seldom.ts';

const whatToDo: Partial<Record<ErrorCode, string>> = {
  upstream_rejected:
    'Drift refused DRIFT_TOKEN or its scope. It needs contact_read; after changing the scopes of the Drift app the token must be regenerated.',
  upstream_invalid: 'Drift gave an answer that cannot be used. Check DRIFT_API_URL and what stands between.',
  upstream_unavailable: 'Drift could not be reached or failed.',
  upstream_timeout: 'Drift did not answer within DRIFT_TIMEOUT.',
  upstream_busy: 'No call to Drift could be made in time.',
  overloaded: 'This process is too busy to ask Drift; what memory holds is still served.',
};

/** Where the code alone does not tell what to do. */
const whatToDoAbout: Partial<Record<ErrorCode, ReadonlyMap<string, string>>> = {
  upstream_busy: new Map([
    [
      'budget',
      'No call to Drift could be made in time: the calls of DRIFT_REQUESTS_PER_MINUTE, or of what Drift allows, are used up. Longer cache times or a higher limit help.',
    ],
    [
      'concurrency',
      'No call to Drift could be made in time: DRIFT_CONCURRENCY calls are under way. Drift is slow, or that number is too small.',
    ],
    [
      'status_429',
      'Drift refused a call as one too many: others use its limit too, or it is lower than DRIFT_REQUESTS_PER_MINUTE.',
    ],
  ]),
};

export type FailureReport = (failure: ProxyError) => void;

const adviceOn = (code: ErrorCode, reason = ''): string =>
  whatToDoAbout[code]?.get(reason) ?? whatToDo[code] ?? 'A look-up failed.';

export const createFailureReport =
  (log: Log, seldom: Seldom): FailureReport =>
  ({ code, reason, cause }) => {
    const fields = {
      code,
      ...(reason === undefined ? {} : { reason }),
      ...(cause === undefined ? {} : { error: cause }),
    };
    seldom(`${code} ${reason}`, () => log.error(fields, adviceOn(code, reason)));
  };
