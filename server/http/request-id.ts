// Which name does this request have in the log? One that a trusted proxy gave it, or a new one.

import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { IsTrusted } from './trusted-proxies.ts';

const acceptable = /^[A-Za-z0-9._-]{1,64}$/;

export type RequestId = (request: IncomingMessage) => string;

export const createRequestId =
  (isTrusted: IsTrusted): RequestId =>
  (request) => {
    const given = request.headers['x-request-id'];
    const believed =
      typeof given === 'string' && acceptable.test(given) && isTrusted(request.socket.remoteAddress ?? '');
    return believed ? given : randomUUID();
  };
