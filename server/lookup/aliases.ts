// Under which names is a contact found? Names by id are plain; external ids and e-mails are keyed hashes.

import { createHmac, createSecretKey } from 'node:crypto';
import type { ContactKind } from '../../config/config.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import type { Name } from './entry.ts';
import type { ContactAnswer } from './ports.ts';

type Known = Extract<ContactAnswer, { kind: 'contact' }>;

export type Aliases = {
  nameOf(ref: ContactRef): Name;
  /** Every name of a contact that Drift described, the one by id first. */
  namesOf(contact: Known): readonly [Name, ...Name[]];
};

/** `key` keeps a memory dump from being matched against a list of e-mails; 32 random bytes. */
export const createAliases = (key: Uint8Array): Aliases => {
  const secret = createSecretKey(key);
  // As UTF-16, because UTF-8 has one text for all lone surrogates: two different names would become one.
  const hash = (value: string): string =>
    createHmac('sha256', secret).update(value, 'utf16le').digest('base64url');
  const name = (kind: ContactKind, value: string): Name =>
    kind === 'id' ? `id:${value}` : `${kind}:${hash(value)}`;
  /** A session that comes again brings the same object, and its hash need not be made again. */
  const known = new WeakMap<ContactRef, Name>();

  return {
    nameOf(ref) {
      const made = known.get(ref) ?? name(ref.kind, ref.value);
      known.set(ref, made);
      return made;
    },
    // Written out, because V8 keeps room for sixteen more in a list that is put together, for as long as the contact is remembered.
    namesOf({ id, externalId, email }) {
      const byId = name('id', id);
      if (externalId === undefined) return email === undefined ? [byId] : [byId, name('email', email)];
      const byExternalId = name('external', externalId);
      return email === undefined ? [byId, byExternalId] : [byId, byExternalId, name('email', email)];
    },
  };
};
