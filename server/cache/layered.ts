// Where do entries rest when there are several nodes? In memory first, and behind it in what all nodes share.

import type { Entry, Name } from '../lookup/entry.ts';
import type { Store } from '../lookup/ports.ts';
import type { Hearing } from './hearing.ts';
import type { KnownNumbers } from './known-numbers.ts';
import type { MemoryStore } from './memory.ts';
import { createSamePlaces } from './same-places.ts';
import type { SharedStore } from './shared-store.ts';
import type { Strikes } from './strikes.ts';
import { supersedes } from './supersedes.ts';

export type LayeredStore = Store &
  Pick<MemoryStore, 'usage'> & {
    /** Whether what all nodes share may be asked now: it is there, and has heard of everything that was struck here. */
    isShared(): boolean;
    /** What rests under a name, of this process and of all nodes the better. For when that of this process is not good enough. */
    look(name: Name): Promise<Entry | undefined>;
  };

type Parts = {
  readonly memory: MemoryStore;
  readonly shared: Pick<SharedStore, 'read' | 'write' | 'release'>;
  readonly isUp: () => boolean;
  readonly numbers: Pick<KnownNumbers, 'at'>;
  readonly strikes: Pick<Strikes, 'strike' | 'owing' | 'readsFrom'>;
  readonly hearing: Pick<Hearing, 'isSuspect'>;
};

type Look = { readonly begun: number; readonly found: Promise<Entry | undefined> };

export const createLayeredStore = (parts: Parts): LayeredStore => {
  const { memory, shared, isUp, numbers, strikes, hearing } = parts;
  const looks = new Map<Name, Look>();
  const samePlaces = createSamePlaces();
  const isShared = (): boolean => isUp() && !strikes.owing();

  /** An entry that is already here and no worse keeps its place: setbacks and answers hang on the very object. */
  const believed = (name: Name, found: Entry): Entry | undefined => {
    const underName = memory.read(name);
    const sameContact = found.kind === 'contact' ? memory.read(found.names[0]) : undefined;
    if (supersedes(found, underName) && supersedes(found, sameContact)) return found;
    if (underName !== undefined || sameContact?.kind !== 'contact') return undefined;
    return sameContact.names.includes(name) ? sameContact : undefined;
  };

  /** What memory refuses was struck while it was on its way, and is nobody's answer. */
  const promote = (name: Name, found: Entry, begun: number): Entry | undefined => {
    const entry = believed(name, found);
    const isKept = entry === undefined || memory.write(name, entry, begun);
    return memory.read(name) ?? (isKept ? entry : undefined);
  };

  const look = async (name: Name): Promise<Entry | undefined> => {
    const begun = strikes.readsFrom();
    const found = await shared.read(name);
    if (found === undefined) return memory.read(name);
    const told = hearing.isSuspect(found) ? { ...found, expired: true } : found;
    return promote(name, samePlaces.in(told), begun);
  };

  /** A crowd that asks for one name looks once; who comes after a strike looks again. */
  const lookTogether = (name: Name): Promise<Entry | undefined> => {
    const begun = memory.latestForget();
    const current = looks.get(name);
    if (current?.begun === begun) return current.found;
    const own: Look = {
      begun,
      found: look(name).finally(() => {
        if (looks.get(name) === own) looks.delete(name);
      }),
    };
    looks.set(name, own);
    return own.found;
  };

  return {
    isShared,
    look,
    read(name) {
      const here = memory.read(name);
      return here !== undefined || !isShared() ? here : lookTogether(name);
    },
    atHand: memory.atHand,
    /** Sent to Redis before anybody is answered, and not waited for: no visitor is to wait for a Redis that has become slow. */
    write(asked, entry, begun) {
      samePlaces.note(entry);
      const isKept = memory.write(asked, entry, begun);
      if (isKept && isShared()) void shared.write(asked, entry, numbers.at(begun));
      else if (isUp()) void shared.release(asked);
      return isKept;
    },
    expire: (names) => strikes.strike('expire', names),
    forget: (names) => strikes.strike('forget', names),
    latestForget: memory.latestForget,
    unreached: () => (strikes.owing() ? ['redis'] : []),
    usage: memory.usage,
  };
};
