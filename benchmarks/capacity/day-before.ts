// What do the nodes remember when the simulation begins? What the visits of the day before have left in their memories.

import type { CacheConfig } from '../../config/config.ts';
import type { MemoryStore } from '../../server/cache/memory.ts';
import { sizeOfContact } from '../../server/cache/size.ts';
import type { ContactEntry } from '../../server/lookup/entry.ts';
import type { ContactRef } from '../../server/policy/contact-ref.ts';
import { sieve } from './node.ts';
import { plainNames as aliases } from './plain-names.ts';
import { createPopulation, type Population } from './population.ts';
import type { Settings } from './settings.ts';
import type { SharedTier } from './shared-tier.ts';
import { day, hour, sessionRate } from './traffic.ts';

/** A page view before the beginning. */
export type Visit = {
  readonly visitor: number;
  readonly ref: ContactRef;
  readonly at: number;
  readonly memory: MemoryStore;
};

type Described = ReturnType<Population['describe']>;

const entryOf = ({ id, attributes }: Described, storedAt: number): ContactEntry => {
  const { externalId, email } = attributes;
  return {
    kind: 'contact',
    names: aliases.namesOf({ kind: 'contact', id: String(id), externalId, email, attributes }),
    values: sieve.pick(attributes),
    places: sieve.places,
    asOf: storedAt,
    storedAt,
    jitter: 1,
    expired: false,
  };
};

/** More sessions than this are not gone through, however much room there is: it would take longer than all the rest. */
export const mostSessions = 60_000;
/** Whoever came before this could only stand in, unless lifetimes are longer. */
export const leastTime = hour;

/** A contact as large as the simulated ones are: how many have room, by number or by bytes. */
const roomIn = ({ maxContacts, maxBytes }: CacheConfig): number =>
  Math.min(maxContacts, Math.floor(maxBytes / sizeOfContact(entryOf(createPopulation(0).describe(1), 0))));

/** Sessions before the beginning that have left something where there is room for it. */
const sessionsThatMatter = ({ traffic, cache, nodes, shared, balanced }: Settings): number => {
  const nodesOfSession = balanced === 'any node' && !shared ? Math.min(nodes, traffic.pagesPerSession) : 1;
  return Math.min(mostSessions, (roomIn(cache) * nodes) / nodesOfSession);
};

/** In milliseconds before the beginning. */
export const howFarBack = (settings: Settings, begin: number): number => {
  const { fresh, revalidate } = settings.lifetimes;
  const time = Math.min(day, Math.max(leastTime, fresh + revalidate));
  return Math.min(time, sessionsThatMatter(settings) / sessionRate(settings.traffic, begin));
};

type Parts = {
  readonly settings: Settings;
  /** Of the simulation, in milliseconds. */
  readonly begin: number;
  readonly population: Population;
  readonly tier: SharedTier | undefined;
};

/** Visits are to be told in the order of time. Nobody was refused, and nothing has changed since. */
export const createDayBefore = ({ settings, begin, population, tier }: Parts): ((visit: Visit) => void) => {
  const { lifetimes } = settings;
  const from = begin - howFarBack(settings, begin);
  const isFresh = (entry: { readonly storedAt: number } | undefined, at: number): boolean =>
    entry !== undefined && at - entry.storedAt < lifetimes.fresh;

  return ({ visitor, ref, at, memory }) => {
    if (at < from || !population.isKnown(visitor)) return;
    const name = aliases.nameOf(ref);
    if (isFresh(memory.read(name), at)) return;
    const elsewhere = tier?.rests.read(name);
    const known = elsewhere?.kind === 'contact' && isFresh(elsewhere, at);
    const entry = known ? elsewhere : entryOf(population.describe(visitor), at);
    memory.write(name, entry, 0);
    if (!known) tier?.rests.write(name, entry, 0);
  };
};
