// What does an answer ask of our next calls? To be fewer (429, rate headers), or to wait until Drift is there again (5xx).

import type { Throttle } from './budget.ts';
import { rateHeadersIn } from './rate-headers.ts';
import { waitIn } from './retry-after.ts';
import type { DriftResponse } from './transport.ts';

export const throttleIn = ({ status, headers }: DriftResponse): readonly Throttle[] => [
  ...rateHeadersIn(headers),
  ...(status === 429 ? [{ kind: 'refused', retryAfter: waitIn(headers) } as const] : []),
];

/** For how many milliseconds Drift says that it is away; undefined when it says no such thing. */
export const absenceIn = ({ status, headers }: DriftResponse): number | undefined =>
  status >= 500 ? waitIn(headers) : undefined;
