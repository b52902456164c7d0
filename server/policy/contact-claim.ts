// Which contact does a session name? The first of the configured claims that is there decides.

import type { ContactKind, PolicyConfig } from '../../config/config.ts';
import { ProxyError } from '../errors.ts';
import { type ContactRef, contactRef } from './contact-ref.ts';

type Claims = Readonly<Record<string, unknown>>;

/** What the claims say; undefined when none of the configured ones is there. */
export type NameContact = (claims: Claims) => ContactRef | undefined;

/** By its literal name, dots and slashes included, and never from a prototype; null counts as not there. */
const claimOf = (claims: Claims, name: string): unknown =>
  Object.hasOwn(claims, name) ? (claims[name] ?? undefined) : undefined;

const textOf = (claim: string, value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  return claim !== 'sub' && Number.isSafeInteger(value) ? String(value) : undefined;
};

const requireVerifiedEmail = (claims: Claims): void => {
  if (claimOf(claims, 'email_verified') === true) return;
  throw new ProxyError('not_allowed', { reason: 'email_unverified' });
};

const named = (kind: ContactKind, claim: string, value: unknown): ContactRef => {
  const text = textOf(claim, value);
  const contact = text === undefined ? undefined : contactRef(kind, text);
  if (contact === undefined) throw new ProxyError('not_allowed', { reason: 'contact_malformed' });
  return contact;
};

type Options = Pick<PolicyConfig, 'contactClaims' | 'verifiedEmail'>;

/**
 * Reads the contact from the claims of a session: the first claim of SESSION_CONTACT that is present and
 * not null decides, whatever a later one would say. A safe integer counts as its decimal text, except in `sub`.
 * @throws ProxyError `not_allowed`: `contact_malformed`, or `email_unverified` unless e-mails are trusted
 */
export const createNameContact = ({ contactClaims, verifiedEmail }: Options): NameContact => {
  const read: NameContact = (claims) => {
    const rule = contactClaims.find(({ claim }) => claimOf(claims, claim) !== undefined);
    if (rule === undefined) return undefined;
    const contact = named(rule.kind, rule.claim, claimOf(claims, rule.claim));
    if (rule.kind === 'email' && verifiedEmail === 'required') requireVerifiedEmail(claims);
    return contact;
  };

  // Claims are not written to: what was read from an object once would be read from it again.
  const known = new WeakMap<Claims, ContactRef>();
  return (claims) => {
    const before = known.get(claims);
    if (before !== undefined) return before;
    const contact = read(claims);
    if (contact !== undefined) known.set(claims, contact);
    return contact;
  };
};
