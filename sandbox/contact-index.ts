// Which contacts answer to this e-mail or external id? Ids by key, in the order they came.

import type { Contact } from './contact.ts';

export type ContactIndex = {
  /** The ids under a key, oldest first. */
  find(key: string): readonly string[];
  /** Moves one contact from the key it had to the key it has now. */
  move(previous: Contact | undefined, next: Contact | undefined): void;
};

/** Makes an index over one key of a contact; a contact without the key is not in it. */
export const createContactIndex = (keyOf: (contact: Contact) => string | undefined): ContactIndex => {
  const idsByKey = new Map<string, Set<string>>();

  const remove = (key: string, id: string): void => {
    const ids = idsByKey.get(key);
    ids?.delete(id);
    if (ids?.size === 0) idsByKey.delete(key);
  };

  const add = (key: string, id: string): void => {
    const ids = idsByKey.get(key) ?? new Set();
    idsByKey.set(key, ids.add(id));
  };

  return {
    find: (key) => [...(idsByKey.get(key) ?? [])],
    move: (previous, next) => {
      const from = previous && keyOf(previous);
      const to = next && keyOf(next);
      if (from === to) return;
      if (previous && from !== undefined) remove(from, previous.id);
      if (next && to !== undefined) add(to, next.id);
    },
  };
};
