// Which contacts are there, and which writes does Drift allow? The sandbox's memory.

import type { Clock } from '../server/clock.ts';
import { ApiError } from './api-error.ts';
import type { AttributeRegistry } from './attribute-registry.ts';
import type { Attributes, Contact } from './contact.ts';
import { createContactIndex } from './contact-index.ts';

export type ContactStore = {
  list(): readonly Contact[];
  get(id: string): Contact | undefined;
  /** Contacts with this e-mail, letter case ignored, oldest first. */
  findByEmail(email: string): readonly Contact[];
  /** Contacts with this external id, a numeric one compared as its decimal text. */
  findByExternalId(externalId: string): readonly Contact[];
  /**
   * Creates a contact under Drift's rules.
   * @throws ApiError CONTACT-7 without an e-mail; CONTACT-6 for a taken external id, or a taken e-mail without one
   */
  create(attributes: Attributes): Contact;
  /**
   * Changes some attributes under Drift's rules: a value of another type than the attribute has leaves it as it was.
   * @throws ApiError CONTACT-1 when there is no such contact; CONTACT-6 when its new external id is taken
   */
  update(id: string, attributes: Attributes): Contact;
  /** Puts a contact in as it is, odd values included: no rule is applied and no webhook sent. */
  put(contact: Contact): void;
  /** Removes a contact; false when there was none. No webhook is sent: Drift has none for it. */
  delete(id: string): boolean;
};

type Parts = {
  readonly clock: Pick<Clock, 'wall'>;
  readonly registry: AttributeRegistry;
  readonly contacts: readonly Contact[];
  /** Called after `update` has changed a contact. */
  readonly updated: (previous: Contact, next: Contact) => void;
};

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint'
    ? String(value)
    : undefined;

const emailOf = ({ attributes }: Contact): string | undefined =>
  typeof attributes['email'] === 'string' ? attributes['email'].toLowerCase() : undefined;

const externalIdOf = ({ attributes }: Contact): string | undefined => textOf(attributes['externalId']);

/** New ids come after this one: beyond 32 bits, as Drift's are. An id is never given twice. */
const lastOldId = 60_000_000_000n;

export const createContactStore = ({ clock, registry, contacts, updated }: Parts): ContactStore => {
  const byId = new Map<string, Contact>();
  const byEmail = createContactIndex(emailOf);
  const byExternalId = createContactIndex(externalIdOf);
  let lastId = lastOldId;

  const replace = (id: string, next: Contact | undefined): void => {
    const previous = byId.get(id);
    byEmail.move(previous, next);
    byExternalId.move(previous, next);
    if (next) byId.set(id, next);
    else byId.delete(id);
  };

  const put = (contact: Contact): void => {
    if (!/^[1-9]\d*$/.test(contact.id)) throw new TypeError('a contact id is a decimal number as text');
    registry.learn(contact.attributes);
    replace(contact.id, contact);
  };

  const newId = (): string => {
    do lastId += 1n;
    while (byId.has(String(lastId)));
    return String(lastId);
  };

  const contactsOf = (ids: readonly string[]): Contact[] => ids.flatMap((id) => byId.get(id) ?? []);
  const findByEmail = (email: string): Contact[] => contactsOf(byEmail.find(email.toLowerCase()));
  const findByExternalId = (externalId: string): Contact[] => contactsOf(byExternalId.find(externalId));

  const acceptable = (attributes: Attributes): Attributes =>
    Object.fromEntries(Object.entries(attributes).filter(([name, value]) => registry.accepts(name, value)));

  const create = (attributes: Attributes): Contact => {
    const { email } = attributes;
    if (typeof email !== 'string' || email === '') throw new ApiError('CONTACT-7');
    const externalId = textOf(attributes['externalId']);
    const rivals = externalId === undefined ? findByEmail(email) : findByExternalId(externalId);
    if (rivals.length > 0) throw new ApiError('CONTACT-6');

    const createdAt = clock.wall();
    const id = newId();
    const contact = {
      id,
      createdAt,
      attributes: { ...freshAttributes(createdAt), ...withBothNames(acceptable(attributes)) },
    };
    put(contact);
    return contact;
  };

  const update = (id: string, attributes: Attributes): Contact => {
    const previous = byId.get(id);
    if (!previous) throw new ApiError('CONTACT-1');
    const externalId = textOf(attributes['externalId']);
    const holders = externalId === undefined ? [] : findByExternalId(externalId);
    if (holders.some((holder) => holder.id !== id)) throw new ApiError('CONTACT-6');

    const written = withBothNames(acceptable(attributes));
    const next = { ...previous, attributes: { ...previous.attributes, ...written } };
    put(next);
    updated(previous, next);
    return next;
  };

  for (const contact of contacts) put(contact);

  return {
    list: () => [...byId.values()],
    get: (id) => byId.get(id),
    findByEmail,
    findByExternalId,
    create,
    update,
    put,
    delete: (id) => {
      const known = byId.has(id);
      replace(id, undefined);
      return known;
    },
  };
};

/** Drift shows an external id under both spellings. */
const withBothNames = (attributes: Attributes): Attributes =>
  Object.hasOwn(attributes, 'externalId')
    ? { ...attributes, external_id: attributes['externalId'] ?? null }
    : attributes;

/** What a contact holds from birth, before what it was created with. */
const freshAttributes = (createdAt: number): Attributes => ({
  _END_USER_VERSION: 3,
  _end_user_version: 3,
  _calculated_version: 3,
  externalId: null,
  socialProfiles: {},
  events: {},
  tags: [],
  start_date: createdAt,
});
