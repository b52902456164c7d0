// What happens to the entries of this process? Whoever wants to know is told, after it has happened.

import type { Name } from '../lookup/entry.ts';
import type { MemoryStore } from './memory.ts';

export type Told = {
  /** What these names lead to has expired or was forgotten, here or on another node. */
  struck(names: readonly Name[]): void;
  /** All that there is has. */
  struckAll(): void;
  /** An entry that these names lead to has been kept, whoever asked for it. */
  learned(names: readonly Name[]): void;
};

/** Whatever strikes or writes passes through here: a webhook, an operator, other nodes, and every answer of Drift. */
export const createWatchedMemory = (memory: MemoryStore, told: Told): MemoryStore => ({
  ...memory,
  write(asked, entry, begun) {
    const isKept = memory.write(asked, entry, begun);
    if (isKept) told.learned(entry.kind === 'contact' ? [asked, ...entry.names] : [asked]);
    return isKept;
  },
  expire(names) {
    const count = memory.expire(names);
    if (names.length > 0) told.struck(names);
    return count;
  },
  forget(names) {
    const count = memory.forget(names);
    if (names.length > 0) told.struck(names);
    return count;
  },
  expireEverything() {
    memory.expireEverything();
    told.struckAll();
  },
  forgetEverything() {
    memory.forgetEverything();
    told.struckAll();
  },
});
