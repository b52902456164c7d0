// Has this subject asked too often? Turns a session into an admitted one, or refuses it.

import type { Session } from '../auth/session.ts';
import { ProxyError } from '../errors.ts';
import type { Window } from './window.ts';

declare const admitted: unique symbol;

/** A session that is within its subject's limit. */
export type Admitted = Session & { readonly [admitted]: true };

/** @throws ProxyError `too_many_requests` with the seconds to wait */
export type Admit = (session: Session) => Admitted;

export const createAdmit =
  (subjects: Window): Admit =>
  (session) => {
    const wait = subjects.take(session.subject);
    if (wait > 0) throw new ProxyError('too_many_requests', { reason: 'subject', retryAfter: wait });
    return session as Admitted;
  };
