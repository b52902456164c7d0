// Of whom do tests speak? Names, Drift's answers about them, and entries, without what a test does not care about.

import type { ContactKind } from '../../config/config.ts';
import type { AbsentEntry, ContactEntry, Name } from '../../server/lookup/entry.ts';
import type { ContactAnswer, Values } from '../../server/lookup/ports.ts';
import { type ContactRef, contactRef } from '../../server/policy/contact-ref.ts';

/** A checked name; a test that gives an impossible one is wrong. */
export const ref = (kind: ContactKind, value: string): ContactRef => {
  const checked = contactRef(kind, value);
  if (checked === undefined) throw new Error(`no contact can have the ${kind} ${value}`);
  return checked;
};

type Described = Extract<ContactAnswer, { kind: 'contact' }>;

export const unknown: ContactAnswer = { kind: 'unknown' };
export const ambiguous: ContactAnswer = { kind: 'ambiguous' };

/** What Drift says of a contact that it knows. */
export const contact = (
  id: string,
  {
    externalId,
    email,
    ...attributes
  }: Record<string, unknown> & { externalId?: string; email?: string } = {},
): Described => ({ kind: 'contact', id, externalId, email, attributes });

const moment = { asOf: Date.parse('2026-11-22T10:00:00Z'), storedAt: 0, jitter: 1, expired: false };

type Held = Partial<Omit<ContactEntry, 'kind' | 'names' | 'values'>>;

/** An entry of a contact; the first name is the one by id. */
export const contactEntry = (
  names: readonly [Name, ...Name[]],
  values: Values = {},
  rest: Held = {},
): ContactEntry => ({
  ...moment,
  kind: 'contact',
  names,
  values,
  places: new Set(Object.keys(values)),
  ...rest,
});

export const absentEntry = (
  kind: AbsentEntry['kind'],
  rest: Partial<Omit<AbsentEntry, 'kind'>> = {},
): AbsentEntry => ({ ...moment, kind, times: 1, ...rest });
