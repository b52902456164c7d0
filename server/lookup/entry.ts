// What is remembered of a contact? The entries that rest in a cache, and the names they are found under.

import type { Values } from './ports.ts';

/** `id:<Drift id>`, `external:<keyed hash>` or `email:<keyed hash>`; no external id or e-mail rests in clear. */
export type Name = `${'id' | 'external' | 'email'}:${string}`;

type Remembered = {
  /** Wall clock, milliseconds: when Drift's answer arrived. */
  readonly asOf: number;
  /** Monotonic clock, milliseconds: the same moment; ages are reckoned from it. */
  readonly storedAt: number;
  /** 0.9 to 1.1; every lifetime of this entry is multiplied by it, so that entries do not all age at once. */
  readonly jitter: number;
  /** A webhook said that it has changed: it may only stand in while Drift cannot be asked. */
  readonly expired: boolean;
};

/** One contact, under its Drift id. */
export type ContactEntry = Remembered & {
  readonly kind: 'contact';
  /** Its own name by id comes first, then those that it carries. */
  readonly names: readonly [Name, ...Name[]];
  /** What Drift held at the places of the policy: untyped, unbounded by the exit's rules. */
  readonly values: Values;
  /** The places that were looked at; a policy that wants more makes the entry stale. */
  readonly places: ReadonlySet<string>;
};

/** Drift has no such contact, or several under one name. */
export type AbsentEntry = Remembered & {
  readonly kind: 'unknown' | 'ambiguous';
  /** How many times in a row this was the answer. */
  readonly times: number;
};

export type Entry = ContactEntry | AbsentEntry;
