// How good is an entry at this age? Pure: an entry, a moment and the lifetimes give one of four words.

import type { LookupConfig } from '../../config/config.ts';
import type { AbsentEntry, ContactEntry, Entry } from './entry.ts';

/**
 * `fresh`: served as it is. `revalidate`: served at once while it is refreshed. `stale`: Drift is asked first, the entry
 * stands in if it fails. `gone`: as if it were not there.
 */
export type Freshness = 'fresh' | 'revalidate' | 'stale' | 'gone';

/** "No such contact" is remembered briefly at first: the contact may be about to appear. */
const firstUnknowns = [5_000, 20_000];

const lifetimeOfAbsence = ({ times }: AbsentEntry, { unknown }: LookupConfig): number =>
  Math.min(firstUnknowns[times - 1] ?? unknown, unknown);

const freshnessOfAbsence = (entry: AbsentEntry, age: number, lifetimes: LookupConfig): Freshness => {
  if (!entry.expired && age < lifetimeOfAbsence(entry, lifetimes)) return 'fresh';
  return age < lifetimes.stale ? 'stale' : 'gone';
};

const freshnessOfContact = (entry: ContactEntry, age: number, lifetimes: LookupConfig): Freshness => {
  if (age >= lifetimes.stale) return 'gone';
  if (entry.expired || age >= lifetimes.fresh + lifetimes.revalidate) return 'stale';
  return age < lifetimes.fresh ? 'fresh' : 'revalidate';
};

/** `now` is monotonic, like the entry's `storedAt`. */
export const freshnessOf = (entry: Entry, now: number, lifetimes: LookupConfig): Freshness => {
  const age = (now - entry.storedAt) / entry.jitter;
  return entry.kind === 'contact'
    ? freshnessOfContact(entry, age, lifetimes)
    : freshnessOfAbsence(entry, age, lifetimes);
};
