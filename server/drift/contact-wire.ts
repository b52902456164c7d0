// What is a contact on Drift's wire? The one shape that is accepted, and its names as text.

import type { ContactAnswer } from '../lookup/ports.ts';

export type Contact = Extract<ContactAnswer, { kind: 'contact' }>;

type Attributes = Contact['attributes'];

/** Number, text, or a bigint beyond 2^53; a number that is not exact is nobody's id. */
const idText = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  return typeof value === 'bigint' || Number.isSafeInteger(value) ? String(value) : undefined;
};

/** 64-bit; always compared and kept as decimal text. Undefined when no contact can have that id. */
export const driftIdIn = (value: unknown): string | undefined => {
  const text = idText(value);
  return text !== undefined && /^[1-9]\d{0,18}$/.test(text) ? text : undefined;
};

const isRecord = (value: unknown): value is Attributes =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

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

/**
 * Reads one contact, or undefined when it is none. Its attributes are taken as they are: which of them matter is decided by the
 * entry sieve.
 */
export const readContact = (value: unknown): Contact | undefined => {
  if (!isRecord(value)) return undefined;
  const id = driftIdIn(own(value, 'id'));
  const attributes = own(value, 'attributes');
  if (id === undefined || !isRecord(attributes)) return undefined;
  const email = asText(own(attributes, 'email'));
  return {
    kind: 'contact',
    id,
    externalId: asText(own(attributes, 'externalId')) ?? asText(own(attributes, 'external_id')),
    email: email === undefined ? undefined : lowerCased(email),
    attributes,
  };
};

/** The contacts in an answer: `data` is one of them or a list; undefined when something else stands there. */
export const readContacts = (answer: unknown): readonly Contact[] | undefined => {
  const data = isRecord(answer) ? own(answer, 'data') : undefined;
  const contacts = (Array.isArray(data) ? data : [data]).map(readContact);
  return contacts.every((contact) => contact !== undefined) ? contacts : undefined;
};
