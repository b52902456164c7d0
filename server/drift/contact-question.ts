// How is Drift asked for one contact, and is the answer about that contact?

import type { ContactKind } from '../../config/config.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import type { Contact } from './contact-wire.ts';

type Question = {
  readonly path: (value: string) => string;
  readonly isAbout: (contact: Contact, value: string) => boolean;
};

const query = (parameters: Record<string, string>): string => `/contacts?${new URLSearchParams(parameters)}`;

/** Drift: Retrieving a Contact. With `limit=2` a second contact under the same e-mail shows. */
const questions: Readonly<Record<ContactKind, Question>> = {
  id: {
    path: (id) => `/contacts/${id}`,
    isAbout: (contact, id) => contact.id === id,
  },
  external: {
    path: (id) => query({ idType: 'external', id }),
    isAbout: (contact, id) => contact.externalId === id,
  },
  email: {
    path: (email) => query({ email, limit: '2' }),
    isAbout: (contact, email) => contact.email === email,
  },
};

/** Path and query; the ref's value is checked and canonical. */
export const pathOf = ({ kind, value }: ContactRef): string => questions[kind].path(value);

export const isAbout = (contact: Contact, { kind, value }: ContactRef): boolean =>
  questions[kind].isAbout(contact, value);

/** Several external ids in one question. Without `limit` Drift might answer with fewer than were asked for. */
export const pathOfMany = (externalIds: readonly string[]): string => {
  const parameters = new URLSearchParams({ idType: 'external' });
  for (const id of externalIds) parameters.append('id', id);
  parameters.append('limit', String(externalIds.length));
  return `/contacts?${parameters}`;
};
