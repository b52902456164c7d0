// What do all nodes share? Entries, strikes and leases, as the layered store sees them; Redis implements it.

import type { Entry, Name } from '../lookup/entry.ts';

/** An expiry or a forget of some names, or of everything there is. */
export type Strike = {
  /** By the shared counter; later ones are higher. */
  readonly number: number;
  readonly kind: 'expire' | 'forget' | 'flush';
  /** Which node struck. */
  readonly node: string;
  /** By which it was asked for; none with a flush. */
  readonly given: readonly Name[];
  /** These, and every other name of the entries struck. */
  readonly names: readonly Name[];
};

/** Every method resolves with undefined when the others cannot be reached; none rejects, none takes longer than the link allows. */
export type SharedStore = {
  /** Its age is reckoned from `storedAt` on this process's clock; `expired` as it was struck. */
  read(name: Name): Promise<Entry | undefined>;
  /**
   * Keeps the answer to a question about `asked`, with its pointers, and ends this node's lease on `asked`, all in one step; says
   * whether it was kept. `begun` is the highest shared number that was known when the question began.
   */
  write(asked: Name, entry: Entry, begun: number): Promise<boolean | undefined>;
  /** Numbers it, does it to what rests there, and tells all nodes; `count` says how many entries it reached. */
  strike(
    kind: Strike['kind'],
    names: readonly Name[],
  ): Promise<{ readonly number: number; readonly count: number } | undefined>;
  /**
   * What was struck after `number`, oldest first; `whole` is false when that is no longer known to the full, `readable` when
   * this node could not open all of it.
   */
  strikesSince(number: number): Promise<
    | {
        readonly number: number;
        readonly strikes: readonly Strike[];
        readonly whole: boolean;
        readonly readable: boolean;
      }
    | undefined
  >;
  /** `asks`: this node is to ask Drift, and holds a lease on the name; `waits`: another node does. */
  board(name: Name): Promise<'asks' | 'waits' | undefined>;
  /** Gives the lease back without an answer, so that another node may ask at once. */
  release(name: Name): Promise<void>;
};

/** What other nodes say of themselves, as it comes. */
export type SharedNews = {
  struck(strike: Strike): void;
  /** A message that nobody here can read: anything may have been struck. */
  unreadable(): void;
  /** An answer about this name has landed, or whoever asked has given up. */
  landed(name: Name): void;
};
