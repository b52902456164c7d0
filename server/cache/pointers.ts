// Which contacts carry this name, and which of them does it lead to?

import type { Name } from '../lookup/entry.ts';

type Pointer = {
  /** Every cached contact that carries the name, by its name by id; rarely more than one. */
  carriers: readonly Name[];
  /** The one that a look-up by this name is answered with. */
  target: Name | undefined;
};

export type Pointers = {
  carry(id: Name, names: readonly Name[]): void;
  drop(id: Name, names: readonly Name[]): void;
  /** Drift named this contact, and no other, when it was asked for `name`. */
  lead(name: Name, id: Name): void;
  target(name: Name): Name | undefined;
  carriers(name: Name): readonly Name[];
};

/**
 * An external id leads to the contact that was last seen with it: Drift keeps them unique. An e-mail may belong to several
 * contacts: it leads somewhere only after Drift was asked for that e-mail, and until another contact is seen with it.
 */
export const createPointers = (): Pointers => {
  const pointers = new Map<Name, Pointer>();

  const carryOne = (id: Name, name: Name): void => {
    const { carriers, target } = pointers.get(name) ?? { carriers: [], target: undefined };
    pointers.set(name, {
      carriers: carriers.includes(id) ? carriers : [...carriers, id],
      target: name.startsWith('external:') ? id : target === id ? id : undefined,
    });
  };

  const dropOne = (id: Name, name: Name): void => {
    const pointer = pointers.get(name);
    if (pointer === undefined) return;
    const carriers = pointer.carriers.filter((carrier) => carrier !== id);
    if (carriers.length === 0) pointers.delete(name);
    else pointers.set(name, { carriers, target: pointer.target === id ? undefined : pointer.target });
  };

  return {
    carry: (id, names) => {
      for (const name of names) carryOne(id, name);
    },
    drop: (id, names) => {
      for (const name of names) dropOne(id, name);
    },
    lead: (name, id) => {
      const pointer = pointers.get(name);
      if (pointer?.carriers.includes(id)) pointer.target = id;
    },
    target: (name) => pointers.get(name)?.target,
    carriers: (name) => pointers.get(name)?.carriers ?? [],
  };
};
