// What does a look-up need from others? The ports that cache and drift implement, and what passes through them.

import type { ContactRef } from '../policy/contact-ref.ts';
import type { Entry, Name } from './entry.ts';

export type Awaitable<T> = T | Promise<T>;

/** What Drift says when asked for one contact. */
export type ContactAnswer =
  | {
      readonly kind: 'contact';
      readonly id: string;
      readonly externalId: string | undefined;
      /** Lower-cased. */
      readonly email: string | undefined;
      /** As Drift sent them; integers beyond 2^53 are `bigint`. */
      readonly attributes: Readonly<Record<string, unknown>>;
    }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'ambiguous' };

/** A visitor waits for the answer; background work may take only what visitors leave. */
export type Lane = 'visitor' | 'background';

/**
 * Asks the source for one contact. An answer about anybody else is an error, never an answer.
 * @throws ProxyError one of the `upstream_*` codes
 */
export type FetchContact = (ref: ContactRef, lane: Lane) => Promise<ContactAnswer>;

/** What may rest in an entry: primitives and flat lists of them. */
export type Scalar = string | number | boolean;
export type Value = Scalar | readonly Scalar[];
/** Values by the key of the place they were found at. */
export type Values = Readonly<Record<string, Value>>;

/** The entry sieve: what the policy reads somewhere, and nothing else. */
export type EntrySieve = {
  /** Keys of the places it picks. */
  readonly places: ReadonlySet<string>;
  pick(attributes: Readonly<Record<string, unknown>>): Values;
};

/** Where entries rest. Every adapter passes the same suite (tests/suites/store.ts). */
export type Store = {
  /** The entry that a name leads to; a pointer is followed only while its entry still carries that name. */
  read(name: Name): Awaitable<Entry | undefined>;
  /** The same, of what is in this process and takes no waiting. */
  atHand(name: Name): Entry | undefined;
  /**
   * Keeps the answer to a question about `asked`, unless one of the names it turned out to have was forgotten under a
   * higher number than `begun`. Says whether it was kept.
   */
  write(asked: Name, entry: Entry, begun: number): Awaitable<boolean>;
  /** What these names lead to may from now on only stand in while Drift cannot be asked. Says how many entries that were. */
  expire(names: readonly Name[]): Awaitable<number>;
  /** Removes what these names lead to. Says how many entries that were. */
  forget(names: readonly Name[]): Awaitable<number>;
  /** The number of the latest expiry or forget that is known here. */
  latestForget(): number;
  /** What has yet to hear of an expiry or forget, because it could not be reached; it is told before it is asked again. */
  unreached(): readonly 'redis'[];
};

/**
 * Lets one of all nodes ask Drift, and the others wait for what it learns. `suffices` says whether an entry that another node
 * has just kept is answer enough. Without other nodes it is `ask` and nothing else.
 * @throws ProxyError whatever `ask` throws
 */
export type AskTogether = (question: {
  readonly name: Name;
  readonly suffices: (entry: Entry) => boolean;
  /** Asks Drift, and keeps the answer. */
  readonly ask: () => Promise<Entry>;
}) => Promise<Entry>;

/** A contact is said to have changed; the names are as they came and not yet checked. */
export type ContactChanged = {
  readonly id: string | undefined;
  /** Those it had and those it has now. */
  readonly externalIds: readonly string[];
  readonly emails: readonly string[];
  /** Where in its attributes; undefined when that is not known: then anything may have changed. */
  readonly paths: readonly (readonly string[])[] | undefined;
};
