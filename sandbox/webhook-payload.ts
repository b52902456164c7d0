// What does a webhook say? The `data` of the two events about contacts.

import { diffAttributes } from './attribute-diff.ts';
import type { Behaviour } from './behaviour.ts';
import { type Contact, contactOnWire } from './contact.ts';
import type { JsonObject } from './json.ts';

/** Sources disagree: the whole contact, or its id alone. */
export const identifiedData: Record<Behaviour['identifiedData'], (contact: Contact) => JsonObject> = {
  contact: contactOnWire,
  endUserId: ({ id }) => ({ endUserId: BigInt(id) }),
};

type Update = {
  readonly previous: Contact;
  readonly next: Contact;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly orgId: number;
};

/** The `data` of a contact_updated; undefined when nothing changed. Source: Drift's page on contact updates. */
export const updatedData = ({ previous, next, timestamp, orgId }: Update): JsonObject | undefined => {
  const diff = diffAttributes(previous.attributes, next.attributes);
  return diff.length === 0 ? undefined : { endUserId: BigInt(next.id), timestamp, orgId, diff };
};
