// Which contacts carry this name, and which of them does it lead to?

import type { Name } from '../lookup/entry.ts';

type Pointer = {
  /** Every cached contact that carries the name, by its name by id; rarely more than one. */
  readonly carriers: readonly Name[];
  /** The one that a look-up by this name is answered with. */
  readonly target: Name | undefined;
};

export type Pointers = {
  /** This contact was seen with these names; one that led to another contact leads nowhere from now on. */
  carry(id: Name, names: readonly Name[]): void;
  /** This contact is gone, or no longer has these names. */
  drop(id: Name, names: readonly Name[]): void;
  /** Drift named this contact, and no other, when it was asked for `name`. */
  lead(name: Name, id: Name): void;
  /** Drift named nobody, or several, when it was asked for `name`. */
  leadNowhere(name: Name): void;
  target(name: Name): Name | undefined;
  carriers(name: Name): readonly Name[];
  clear(): void;
};

const nobody: Pointer = { carriers: [], target: undefined };

/**
 * A name leads somewhere only after Drift was asked for that very name, and until another contact is seen with it: an
 * e-mail may belong to several contacts, and what a contact says of itself may have been written by a visitor.
 */
export const createPointers = (): Pointers => {
  const pointers = new Map<Name, Pointer>();
  const at = (name: Name): Pointer => pointers.get(name) ?? nobody;

  /** `alone` is what a name becomes that nobody else carries. */
  const carryOne = (id: Name, name: Name, alone: Pointer): void => {
    const before = pointers.get(name);
    if (before === undefined) return void pointers.set(name, alone);
    const { carriers, target } = before;
    pointers.set(name, {
      carriers: carriers.includes(id) ? carriers : [...carriers, id],
      target: target === id ? id : undefined,
    });
  };

  const dropOne = (id: Name, name: Name): void => {
    const { carriers, target } = at(name);
    const left = carriers.filter((carrier) => carrier !== id);
    if (left.length === 0) pointers.delete(name);
    else pointers.set(name, { carriers: left, target: target === id ? undefined : target });
  };

  const turn = (name: Name, target: Name | undefined): void => {
    const { carriers } = at(name);
    if (carriers.length > 0) pointers.set(name, { carriers, target });
  };

  return {
    carry: (id, names) => {
      const alone: Pointer = { carriers: [id], target: undefined }; // one for all: nearly every contact has its names to itself
      for (const name of names) carryOne(id, name, alone);
    },
    drop: (id, names) => {
      for (const name of names) dropOne(id, name);
    },
    lead: (name, id) => {
      if (at(name).carriers.includes(id)) turn(name, id);
    },
    leadNowhere: (name) => turn(name, undefined),
    target: (name) => at(name).target,
    carriers: (name) => at(name).carriers,
    clear: () => pointers.clear(),
  };
};
