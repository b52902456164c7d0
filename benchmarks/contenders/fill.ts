// What does a cached contact weigh? Fills a store with entries as a look-up makes them, and weighs the heap before and after.

import { randomBytes } from 'node:crypto';
import type { Clock } from '../../server/clock.ts';
import { createAliases } from '../../server/lookup/aliases.ts';
import type { ContactEntry } from '../../server/lookup/entry.ts';
import type { Store } from '../../server/lookup/ports.ts';
import type { Place } from '../../server/policy/policy.ts';
import { createEntrySieve } from '../../server/sanitize/entry-sieve.ts';
import { attributesOf, emailOf, externalIdOf, idOf } from '../job/contact.ts';

/** Bytes of heap and own bytes (the JSON text of the values and the names) per contact. */
export type Filled = { readonly heapPerContact: number; readonly ownPerContact: number };

type Parts = {
  readonly store: Store;
  readonly places: readonly Place[];
  readonly clock: Clock;
  readonly contacts: number;
};

const heapAfterCollection = (): number => {
  if (globalThis.gc === undefined) throw new Error('the heap is weighed under --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

const ownBytes = ({ names, values }: ContactEntry): number =>
  names.reduce((sum, name) => sum + Buffer.byteLength(name), Buffer.byteLength(JSON.stringify(values)));

/** Contacts 0, 1, 2 …, each as if Drift had just been asked for it by id. */
export const fill = ({ store, places: wanted, clock, contacts }: Parts): Filled => {
  const aliases = createAliases(randomBytes(32));
  const { places, pick } = createEntrySieve(wanted, { dropped: () => {} });
  /** As it comes off the wire. */
  const contactOf = (index: number) => ({
    kind: 'contact' as const,
    id: idOf(index),
    externalId: externalIdOf(index),
    email: emailOf(index),
    attributes: JSON.parse(JSON.stringify(attributesOf(index))),
  });
  const entryOf = (contact: ReturnType<typeof contactOf>): ContactEntry => ({
    kind: 'contact',
    asOf: clock.wall(),
    storedAt: clock.now(),
    jitter: 1,
    expired: false,
    names: aliases.namesOf(contact),
    values: pick(contact.attributes),
    places,
  });

  const before = heapAfterCollection();
  let own = 0;
  for (let index = 0; index < contacts; index += 1) {
    const entry = entryOf(contactOf(index));
    own += ownBytes(entry);
    store.write(entry.names[0], entry, 0);
  }
  return { heapPerContact: (heapAfterCollection() - before) / contacts, ownPerContact: own / contacts };
};
