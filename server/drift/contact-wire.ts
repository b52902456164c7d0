// What is a contact on Drift's wire? The one shape that is accepted, and its names as text.

import { z } from 'zod';
import type { ContactAnswer } from '../lookup/ports.ts';

export type Contact = Extract<ContactAnswer, { kind: 'contact' }>;

/** 64-bit: a bigint beyond 2^53; always compared and kept as decimal text. */
const driftId = z
  .union([z.number().int().positive(), z.bigint().positive(), z.string()])
  .transform(String)
  .pipe(z.string().regex(/^[1-9]\d{0,18}$/));

/** As decimal text, or undefined when no contact can have that id. */
export const driftIdIn = (value: unknown): string | undefined => driftId.safeParse(value).data;

/** A record is taken as it is: which of its keys matter is decided by the entry sieve. */
const attributes = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const contact = z.object({ id: driftId, attributes });

/** `externalId` is a number in one of Drift's samples and text everywhere else. */
const asText = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : undefined;

const own = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;

/** Lower-casing turns this one foreign letter into a plain k: it would make one address another's. */
const kelvinSign = '\u212A';

const lowerCased = (email: string): string => (email.includes(kelvinSign) ? email : email.toLowerCase());

/** Reads one contact, or undefined when it is none. */
export const readContact = (value: unknown): Contact | undefined => {
  const { success, data } = contact.safeParse(value);
  if (!success) return undefined;
  const email = asText(own(data.attributes, 'email'));
  return {
    kind: 'contact',
    id: data.id,
    externalId: asText(own(data.attributes, 'externalId')) ?? asText(own(data.attributes, 'external_id')),
    email: email === undefined ? undefined : lowerCased(email),
    attributes: data.attributes,
  };
};

const one = z.object({ data: z.unknown() }).transform(({ data }) => data);

/** The contacts in an answer: `data` is one of them or a list; undefined when something else stands there. */
export const readContacts = (answer: unknown): readonly Contact[] | undefined => {
  const { success, data } = one.safeParse(answer);
  if (!success) return undefined;
  const contacts = (Array.isArray(data) ? data : [data]).map(readContact);
  return contacts.every((contact) => contact !== undefined) ? contacts : undefined;
};
