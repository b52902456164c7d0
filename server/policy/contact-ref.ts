// Is this a name that a contact can have? The three kinds, each in its one canonical form; this file alone may mint one.

import type { ContactKind } from '../../config/config.ts';

declare const named: unique symbol;

/** A contact by one of its names; `value` is checked and in its one canonical form. */
export type ContactRef = { readonly kind: ContactKind; readonly value: string; readonly [named]: true };

const largestId = '9223372036854775807';

/** Drift's ids are positive and fit 64 bits; as text, because a number would round them. */
const canonicalId = (text: string): string | undefined => {
  if (!/^[1-9]\d{0,18}$/.test(text)) return undefined;
  return text.length === largestId.length && text > largestId ? undefined : text;
};

/** 1 to 255 characters of well-formed Unicode (no lone surrogates, `Cs`) without control characters (`Cc`). */
const canonicalExternalId = (text: string): string | undefined =>
  /^[^\p{Cc}\p{Cs}]{1,255}$/u.test(text) ? text : undefined;

/** The Kelvin sign is the one foreign letter that turns into a plain one (k): it would make one address another's. */
const kelvinSign = '\u212A';

/** One @, no space, no control character, at most 64 characters before the @ and 254 in all (RFC 5321, 4.5.3.1). */
const canonicalEmail = (text: string): string | undefined => {
  if (text.includes(kelvinSign)) return undefined;
  const email = text.toLowerCase();
  if (email.length > 254) return undefined;
  return /^[^\s@\p{Cc}\p{Cs}]{1,64}@[^\s@\p{Cc}\p{Cs}]+$/u.test(email) ? email : undefined;
};

const canonical: Readonly<Record<ContactKind, (text: string) => string | undefined>> = {
  id: canonicalId,
  external: canonicalExternalId,
  email: canonicalEmail,
};

/** Turns a text into the name of a contact, or into nothing when no contact can have that name. */
export const contactRef = (kind: ContactKind, text: string): ContactRef | undefined => {
  const value = canonical[kind](text);
  return value === undefined ? undefined : ({ kind, value } as ContactRef);
};
