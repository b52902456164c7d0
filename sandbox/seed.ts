// Who is in the sandbox when it opens? The cast, the odd ones, and a crowd of invented people.

import { cast } from './cast.ts';
import type { Contact } from './contact.ts';
import { inventContact } from './invented-contact.ts';
import { oddContacts } from './odd-contacts.ts';
import type { Random } from './random.ts';

/** Makes the first contacts: always the same ones for a generator of the same seed. */
export const seedContacts = (random: Random, crowd = 240): readonly Contact[] => [
  ...cast.map((member) => member.contact),
  ...oddContacts,
  ...Array.from({ length: crowd }, (_, index) => inventContact(random, index)),
];
