// How are contacts written? Created, changed by their id or by another system's, and removed.

import { ApiError } from './api-error.ts';
import type { Behaviour } from './behaviour.ts';
import { type Attributes, contactOnWire } from './contact.ts';
import type { ContactStore } from './contact-store.ts';
import { type ApiAnswer, data, ok } from './envelope.ts';
import type { Json, JsonObject } from './json.ts';
import type { Route } from './route.ts';
import { readAttributes, readObject } from './written-attributes.ts';

type Parts = { readonly contacts: ContactStore; readonly behaviour: Behaviour };

/** The routes of the write side. Source: Drift's pages on creating, updating and removing contacts. */
export const createWriteRoutes = ({ contacts, behaviour }: Parts): readonly Route[] => {
  const absent = (): ApiError => new ApiError(behaviour.absentContact);

  const change = (id: string | undefined, attributes: Attributes): ApiAnswer => {
    if (id === undefined || !contacts.get(id)) throw absent();
    return data(contactOnWire(contacts.update(id, attributes)));
  };

  // "internal" is not explained anywhere; here it is the contact's own id, as "drift" is.
  const resolvers: Readonly<Record<string, (id: string) => string | undefined>> = {
    drift: (id) => id,
    internal: (id) => id,
    external: (id) => contacts.findByExternalId(id)[0]?.id,
  };

  const resolve = ({ idType, id }: Name): string | undefined => {
    const resolver = Object.hasOwn(resolvers, idType) ? resolvers[idType] : undefined;
    if (!resolver || id === '')
      throw new ApiError('CONTACT-11', { message: 'idType and id name one contact' });
    return resolver(id);
  };

  return [
    {
      method: 'POST',
      path: '/contacts',
      access: 'contact_write',
      query: [],
      answer: ({ body }) =>
        data(contactOnWire(contacts.create(readAttributes(readObject(body, 'CONTACT-4'))))),
    },
    {
      method: 'PATCH',
      path: '/contacts/normalize',
      access: 'contact_write',
      query: ['idType', 'id'],
      answer: ({ query, body }) => {
        const payload = readObject(body, 'CONTACT-4');
        return change(resolve(readName(query, payload)), readAttributes(payload));
      },
    },
    {
      method: 'PATCH',
      path: '/contacts/:id',
      access: 'contact_write',
      query: [],
      answer: ({ id, body }) => change(id, readAttributes(readObject(body, 'CONTACT-4'))),
    },
    {
      method: 'DELETE',
      path: '/contacts/:id',
      access: 'contact_write',
      query: [],
      answer: ({ id }) => {
        if (!contacts.delete(id)) throw absent();
        return ok({ result: 'OK', ok: true }, 202);
      },
    },
  ];
};

type Name = { readonly idType: string; readonly id: string };

/** Documented in the query; one public client sends both in the body. */
const readName = (query: URLSearchParams, payload: JsonObject): Name => ({
  idType: query.get('idType') ?? textOf(payload['idType']),
  id: query.get('id') ?? textOf(payload['id']),
});

const textOf = (value: Json | undefined): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';
