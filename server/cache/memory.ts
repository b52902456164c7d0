// Where do entries rest in one process? In two least-recently-used lists, bounded by count and by bytes.

import { LRUCache } from 'lru-cache';
import type { CacheConfig } from '../../config/config.ts';
import type { Clock } from '../clock.ts';
import type { AbsentEntry, ContactEntry, Entry, Name } from '../lookup/entry.ts';
import type { Store } from '../lookup/ports.ts';
import { createPointers } from './pointers.ts';
import { sizeOfAbsence, sizeOfContact } from './size.ts';
import { createTombstones } from './tombstones.ts';

/** Longer than a call to Drift with its retry, its wait for a slot and its wait for other nodes can take. */
const longestFlight = 120_000;

/** The part of the bytes that answers about nobody may take; known contacts are worth more. */
const shareOfAbsences = 1 / 8;

export type MemoryStore = Omit<Store, 'read' | 'write' | 'expire' | 'forget'> & {
  read(name: Name): Entry | undefined;
  write(asked: Name, entry: Entry, begun: number): boolean;
  expire(names: readonly Name[]): number;
  forget(names: readonly Name[]): number;
  /** For when nobody can say what was struck. No answer that is under way is kept. */
  expireEverything(): void;
  forgetEverything(): void;
  /** For the operator: what rests here. */
  usage(): { readonly contacts: number; readonly absences: number; readonly bytes: number };
};

export const createMemoryStore = ({ maxContacts, maxBytes }: CacheConfig, clock: Clock): MemoryStore => {
  const tombstones = createTombstones(clock, { keepFor: longestFlight, maxNames: 100_000 });
  const pointers = createPointers();

  const contacts = new LRUCache<Name, ContactEntry>({
    max: maxContacts,
    maxSize: Math.ceil(maxBytes * (1 - shareOfAbsences)),
    sizeCalculation: sizeOfContact,
    dispose: (entry, id) => pointers.drop(id, entry.names),
    noDisposeOnSet: true,
  });
  const absences = new LRUCache<Name, AbsentEntry>({
    max: maxContacts,
    maxSize: Math.max(sizeOfAbsence, Math.floor(maxBytes * shareOfAbsences)),
    sizeCalculation: () => sizeOfAbsence,
  });

  /** A name by id is its own target, and the list of pointers is long. */
  const contactUnder = (name: Name): ContactEntry | undefined =>
    contacts.get(name.startsWith('id:') ? name : (pointers.target(name) ?? name));
  /** What was kept since everything expired, once it has; the rest expires when it is met: all at once would stop the process. */
  let keptSince: WeakSet<Entry> | undefined;
  const read = (name: Name): Entry | undefined => {
    const entry = absences.get(name) ?? contactUnder(name);
    if (entry === undefined || entry.expired || keptSince === undefined || keptSince.has(entry)) return entry;
    expireOne(entry, name);
    return absences.peek(name) ?? contacts.peek(entry.kind === 'contact' ? entry.names[0] : name);
  };

  const put = (entry: ContactEntry): void => {
    const [id, ...others] = entry.names;
    const before = contacts.peek(id)?.names ?? [];
    contacts.set(id, entry);
    if (!contacts.has(id)) return; // larger than the whole cache
    pointers.drop(
      id,
      before.filter((name) => !entry.names.includes(name)),
    );
    pointers.carry(id, others);
  };

  const keepContact = (asked: Name, entry: ContactEntry): void => {
    put(entry);
    pointers.lead(asked, entry.names[0]);
    absences.delete(asked);
    for (const name of entry.names) if (absences.peek(name)?.kind === 'unknown') absences.delete(name);
  };

  /** Nothing new was seen of the contact: its names go on leading where they led. */
  const expireContact = (entry: ContactEntry): void => {
    contacts.set(entry.names[0], { ...entry, expired: true });
  };

  const carriersOf = (name: Name): ContactEntry[] =>
    pointers
      .carriers(name)
      .map((id) => contacts.peek(id))
      .filter((entry) => entry !== undefined);

  /** Who was thought to have a name that nobody has, has changed; whoever shares one has not. */
  const keepAbsence = (asked: Name, entry: AbsentEntry): void => {
    contacts.delete(asked);
    if (entry.kind === 'unknown') carriersOf(asked).forEach(expireContact);
    pointers.leadNowhere(asked);
    absences.set(asked, entry);
  };

  const expireOne = (entry: Entry, name: Name): void => {
    if (entry.kind === 'contact') expireContact(entry);
    else absences.set(name, { ...entry, expired: true });
  };

  const forgetOne = (entry: Entry, name: Name): void => {
    if (entry.kind === 'contact') contacts.delete(entry.names[0]);
    else absences.delete(name);
  };

  /** Every entry that has to do with a name: what says that nobody has it, and all who carry it. */
  const entriesUnder = (name: Name): [Name, Entry][] =>
    [absences.peek(name), contacts.peek(name), ...carriersOf(name)]
      .filter((entry) => entry !== undefined)
      .map((entry) => [entry.kind === 'contact' ? entry.names[0] : name, entry]);

  /** Numbers the names and every other name of what they lead to, then does `act` to each entry found. */
  const strike = (names: readonly Name[], act: (entry: Entry, name: Name) => void): number => {
    const struck = new Map(names.flatMap(entriesUnder));
    const carried = [...struck.values()].flatMap((entry) => (entry.kind === 'contact' ? entry.names : []));
    tombstones.set(new Set([...names, ...carried]));
    for (const [name, entry] of struck) act(entry, name);
    return struck.size;
  };

  const expireEverything = (): void => {
    tombstones.setAll();
    keptSince = new WeakSet();
  };
  const forgetEverything = (): void => {
    tombstones.setAll();
    pointers.clear(); // first, or every contact that goes would take its names out one by one
    contacts.clear();
    absences.clear();
  };

  return {
    read,
    atHand: read,
    write(asked, entry, begun) {
      const names = entry.kind === 'contact' ? [asked, ...entry.names] : [asked];
      if (tombstones.forgottenSince(begun, names)) return false;
      keptSince?.add(entry);
      if (entry.kind === 'contact') keepContact(asked, entry);
      else keepAbsence(asked, entry);
      return true;
    },
    expire: (names) => strike(names, expireOne),
    forget: (names) => strike(names, forgetOne),
    expireEverything,
    forgetEverything,
    latestForget: () => tombstones.latest,
    unreached: () => [],
    usage: () => ({
      contacts: contacts.size,
      absences: absences.size,
      bytes: contacts.calculatedSize + absences.calculatedSize,
    }),
  };
};
