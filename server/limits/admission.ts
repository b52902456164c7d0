// Has this subject asked too often? Turns a session into an admitted one, or refuses it.

import type { Session } from '../auth/session.ts';
import { ProxyError } from '../errors.ts';
import type { Window } from './window.ts';

declare const admitted: unique symbol;

/** A session that is within its subject's limit. */
export type Admitted = Session & { readonly [admitted]: true };

export type Admission = {
  /** Counts the request. @throws ProxyError `too_many_requests` with the seconds to wait */
  admit(session: Session): Admitted;
  /** The session, if `admit` would not refuse it now; counts nothing. */
  within(session: Session): Admitted | undefined;
  /** The session again, of a request that was counted when it began and still goes on. */
  goingOn(session: Session): Admitted;
};

export const createAdmission = (subjects: Window): Admission => ({
  admit(session) {
    const wait = subjects.take(session.subject);
    if (wait > 0) throw new ProxyError('too_many_requests', { reason: 'subject', retryAfter: wait });
    return session as Admitted;
  },
  within: (session) => (subjects.hasRoom(session.subject) ? (session as Admitted) : undefined),
  goingOn: (session) => session as Admitted,
});
