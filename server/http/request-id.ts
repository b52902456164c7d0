// Which name does this request have in the log? One that a trusted proxy gave it, or a new one.

import { randomUUID } from 'node:crypto';
import type { IsTrusted } from './trusted-proxies.ts';

const acceptable = /^[A-Za-z0-9._-]{1,64}$/;

/** `given` is the X-Request-Id as it came, `peer` the other end of the connection. */
export type RequestId = (given: unknown, peer: string | undefined) => string;

export const createRequestId =
  (isTrusted: IsTrusted): RequestId =>
  (given, peer) =>
    typeof given === 'string' && acceptable.test(given) && isTrusted(peer ?? '') ? given : randomUUID();
