// A request's whole life in one sentence: authenticate, admit, decide, find, sanitize.

import type { Authenticate } from './auth/session.ts';
import type { Admit } from './limits/admission.ts';
import type { Lookup } from './lookup/lookup.ts';
import type { Decide, Grant, Narrow } from './policy/grant.ts';
import type { PublicContact, Sanitize } from './sanitize/sanitize.ts';

type Rooms = {
  readonly authenticate: Authenticate;
  readonly admit: Admit;
  readonly decide: Decide;
  readonly narrow: Narrow;
  readonly lookup: Lookup;
  readonly sanitize: Sanitize;
};

/**
 * Answers a session token with what its own contact may show; `fields` is the raw query value, if there was one.
 * @throws ProxyError whatever the first step that refuses says
 */
export type Answer = (token: string, fields?: unknown) => Promise<PublicContact>;

export const createAnswer =
  ({ authenticate, admit, decide, narrow, lookup, sanitize }: Rooms): Answer =>
  async (token, fields) => {
    const session = admit(await authenticate(token)); // string         -> Admitted       auth/, limits/
    const grant = narrow(decide(session), fields); //    Admitted       -> Grant          policy/
    const found = await lookup.find(grant.contact); //   ContactRef     -> Found          lookup/ -> cache/ -> drift/
    return sanitize(found, grant.attributes); //         Found          -> PublicContact  sanitize/
  };

/** Answers a session token with what its audience may see of anybody; asks no one. */
export type DescribeGrant = (token: string) => Promise<Grant>;

export const createDescribeGrant =
  ({ authenticate, admit, decide }: Pick<Rooms, 'authenticate' | 'admit' | 'decide'>): DescribeGrant =>
  async (token) =>
    decide(admit(await authenticate(token)));
