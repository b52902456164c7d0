// How are contacts read? By id, by e-mail, by external ids, and the list of attributes.

import { ApiError } from './api-error.ts';
import type { AttributeRegistry } from './attribute-registry.ts';
import type { Behaviour } from './behaviour.ts';
import { type Contact, contactOnWire } from './contact.ts';
import type { ContactStore } from './contact-store.ts';
import { type ApiAnswer, data } from './envelope.ts';
import type { Route } from './route.ts';

type Parts = {
  readonly contacts: ContactStore;
  readonly registry: AttributeRegistry;
  readonly behaviour: Behaviour;
};

/** The routes of the read side. Source: Drift's pages on retrieving contacts and listing attributes. */
export const createReadRoutes = ({ contacts, registry, behaviour }: Parts): readonly Route[] => {
  const readLimit = createReadLimit(behaviour);

  const found = (matches: readonly Contact[], shape: 'list' | 'single'): ApiAnswer => {
    const [first] = matches;
    if (!first && behaviour.noMatch === 'absent contact') throw new ApiError(behaviour.absentContact);
    return data(first && shape === 'single' ? contactOnWire(first) : matches.map(contactOnWire));
  };

  const answerEmail = (email: string, limit: number): ApiAnswer =>
    found(contacts.findByEmail(email).slice(0, limit), behaviour.emailAnswer);

  const answerExternalIds = (ids: readonly string[], limit: number): ApiAnswer => {
    const matches = [...new Set(ids)].flatMap((id) => contacts.findByExternalId(id));
    return found(matches.slice(0, limit), ids.length === 1 ? behaviour.externalAnswer : 'list');
  };

  const answerOne = (id: string): ApiAnswer => {
    const contact = contacts.get(id);
    if (!contact) throw new ApiError(behaviour.absentContact);
    return data(contactOnWire(contact));
  };

  return [
    {
      method: 'GET',
      path: '/contacts',
      access: 'contact_read',
      query: ['email', 'limit', 'idType', 'id'],
      answer: ({ query }) => {
        const asked = readSelection(query);
        const limit = readLimit(query);
        return 'email' in asked
          ? answerEmail(asked.email, limit)
          : answerExternalIds(asked.externalIds, limit);
      },
    },
    {
      method: 'GET',
      path: '/contacts/attributes',
      access: 'all_contact_read',
      query: [],
      answer: () => data({ properties: registry.list() }),
    },
    {
      method: 'GET',
      path: '/contacts/:id',
      access: 'contact_read',
      query: [],
      answer: ({ id }) => answerOne(id),
    },
  ];
};

type Selection = { readonly email: string } | { readonly externalIds: readonly string[] };

/** Listing without a filter is not documented, and not supported here. */
const readSelection = (query: URLSearchParams): Selection => {
  const emails = query.getAll('email');
  const externalIds = query.getAll('id');
  const byExternalId = query.get('idType') === 'external';
  if (emails.length === 1 && emails[0] && !query.has('idType') && externalIds.length === 0) {
    return { email: emails[0] };
  }
  if (emails.length === 0 && byExternalId && externalIds.length > 0) return { externalIds };
  throw new ApiError('CONTACT-11', { message: 'Ask with one email, or with idType=external and id' });
};

const createReadLimit =
  ({ defaultLimit, maxLimit }: Behaviour) =>
  (query: URLSearchParams): number => {
    const limit = query.get('limit');
    if (limit === null) return defaultLimit;
    if (!/^[1-9]\d{0,8}$/.test(limit))
      throw new ApiError('CONTACT-11', { message: 'limit is a positive number' });
    return Math.min(Number(limit), maxLimit);
  };
