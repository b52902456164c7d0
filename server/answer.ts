// A request's whole life in one sentence: authenticate, admit, decide, find, sanitize.

import type { Authenticate } from './auth/session.ts';
import type { VerifiedSessions } from './auth/verified-sessions.ts';
import type { Admission, Admitted } from './limits/admission.ts';
import type { Lookup } from './lookup/lookup.ts';
import type { Decide, Grant, Narrow } from './policy/grant.ts';
import type { PublicContact, Sanitizer } from './sanitize/sanitize.ts';

type Rooms = {
  readonly authenticate: Authenticate;
  readonly admission: Admission;
  readonly decide: Decide;
  readonly narrow: Narrow;
  readonly lookup: Lookup;
  readonly sanitizer: Sanitizer;
};

/**
 * Answers a session token with what its own contact may show; `fields` is the raw query value, if there was one.
 * @throws ProxyError whatever the first step that refuses says
 */
export type Answer = (token: string, fields?: unknown) => Promise<PublicContact>;

export const createAnswer =
  ({ authenticate, admission, decide, narrow, lookup, sanitizer }: Rooms): Answer =>
  async (token, fields) => {
    const session = admission.admit(await authenticate(token)); // string       -> Admitted       auth/, limits/
    const grant = narrow(decide(session), fields); //              Admitted     -> Grant          policy/
    const found = await lookup.find(grant.contact); //             ContactRef   -> Found          lookup/ -> cache/ -> drift/
    return sanitizer.sanitize(found, grant.attributes); //         Found        -> PublicContact  sanitize/
  };

/** An answer that was given before and still holds. `count` is called once if it is given again, before it is. */
export type AnswerAtHand = { readonly contact: PublicContact; count(): void };

/**
 * The same sentence for what needs no waiting; undefined, and nothing counted, when a step would wait.
 * @throws ProxyError when the audience is refused; nothing is counted then either
 */
export type FindAnswerAtHand = (token: string) => AnswerAtHand | undefined;

type RoomsAtHand = Omit<Rooms, 'authenticate' | 'narrow'> & Pick<VerifiedSessions, 'remembered'>;

export const createFindAnswerAtHand = (rooms: RoomsAtHand): FindAnswerAtHand => {
  const { remembered, admission, decide, lookup, sanitizer } = rooms;

  const foundFor = (session: Admitted) => {
    const grant = decide(session);
    const found = grant.contact && lookup.atHand(grant.contact);
    return found && { found, contact: sanitizer.madeBefore(found, grant.attributes) };
  };

  return (token) => {
    const verified = remembered(token);
    const session = verified && admission.within(verified);
    if (session === undefined) return undefined;
    const { found, contact } = foundFor(session) ?? {};
    if (found === undefined || contact === undefined) return undefined;

    const count = (): void => {
      admission.admit(session);
      lookup.used(found);
      sanitizer.countDropped(contact);
    };
    return { contact, count };
  };
};

/** Answers a session token with what its audience may see of anybody; asks no one. */
export type DescribeGrant = (token: string) => Promise<Grant>;

export const createDescribeGrant =
  ({
    authenticate,
    admission,
    decide,
  }: Pick<Rooms, 'authenticate' | 'admission' | 'decide'>): DescribeGrant =>
  async (token) =>
    decide(admission.admit(await authenticate(token)));

/** The sentence of a request whose answer goes on: counted once, when it begins, and said again for whatever follows. */
export type Standing = {
  /** Counts the request. */
  begin(token: string): Promise<Admitted>;
  decide(session: Admitted, fields: unknown): Grant;
  /** @throws ProxyError when a step refuses now what it granted before */
  again(token: string, fields: unknown): Promise<Grant>;
};

export const createStanding = ({
  authenticate,
  admission,
  decide,
  narrow,
}: Pick<Rooms, 'authenticate' | 'admission' | 'decide' | 'narrow'>): Standing => ({
  begin: async (token) => admission.admit(await authenticate(token)),
  decide: (session, fields) => narrow(decide(session), fields),
  again: async (token, fields) => narrow(decide(admission.goingOn(await authenticate(token))), fields),
});
