// Of whom is Drift asked while it fails? As many invented contacts as are needed, whose answers can be told apart.

import type { Contact } from '../contact.ts';

/** Beyond 32 bits, as Drift's are. */
const firstId = 70_000_000_000;

/** The `sub` of a session that reads contact number `index`. */
export const visitorOf = (index: number): string => `visitor-${index}`;

/** What a page must be told about contact number `index`, and nobody else. */
export const attributesOf = (index: number) => ({ first_name: `Visitor ${index}`, plan: 'pro' });

export const idOf = (index: number): string => String(firstId + index);

export const faultContacts = (count: number): readonly Contact[] =>
  Array.from({ length: count }, (_, index) => ({
    id: idOf(index),
    createdAt: Date.UTC(2025, 2, 3),
    attributes: {
      externalId: visitorOf(index),
      email: `${visitorOf(index)}@example.com`,
      ...attributesOf(index),
    },
  }));
