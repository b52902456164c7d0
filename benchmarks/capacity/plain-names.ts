// Under which names are contacts found in the simulation? The same as in the server, unhashed: that takes time and decides nothing.

import type { ContactKind } from '../../config/config.ts';
import type { Aliases } from '../../server/lookup/aliases.ts';
import type { Name } from '../../server/lookup/entry.ts';

const name = (kind: ContactKind, value: string): Name => `${kind}:${value}`;

export const plainNames: Aliases = {
  nameOf: ({ kind, value }) => name(kind, value),
  namesOf: ({ id, externalId, email }) => [
    name('id', id),
    ...(externalId === undefined ? [] : [name('external', externalId)]),
    ...(email === undefined ? [] : [name('email', email)]),
  ],
};
