// What if nodes share a second tier? A model of one, in virtual time: a store behind a short way, one flight, one expiry for all.

import type { LookupConfig } from '../../config/config.ts';
import { createMemoryStore, type MemoryStore } from '../../server/cache/memory.ts';
import type { Clock } from '../../server/clock.ts';
import type { Entry, Name } from '../../server/lookup/entry.ts';
import { freshnessOf } from '../../server/lookup/freshness.ts';
import type { ContactAnswer, FetchContact, Store } from '../../server/lookup/ports.ts';

/** There and back, in milliseconds. */
export const wayToTier = 1;
/** More than any run has contacts: a tier that keeps each for as long as it may stand in. */
const room = { maxContacts: 2_000_000, maxBytes: 2 ** 40 };

export type SharedTier = {
  /** A node's store: its own memory first. Whatever is struck is struck everywhere. */
  storeOf(memory: MemoryStore): Store;
  /** One question about a name at a time, whichever node asks. */
  askTogether(fetchContact: FetchContact): FetchContact;
  /** What rests in the tier, at hand: for what happened before the simulation begins. */
  readonly rests: MemoryStore;
};

const newer = (one: Entry | undefined, other: Entry | undefined): Entry | undefined =>
  (other?.storedAt ?? -1) > (one?.storedAt ?? -1) ? other : one;

export const createSharedTier = (lifetimes: LookupConfig, clock: Clock): SharedTier => {
  const rests = createMemoryStore(room, clock);
  const stores: MemoryStore[] = [rests];
  const flights = new Map<string, Promise<ContactAnswer>>();
  const way = (): Promise<void> => new Promise((resolve) => clock.after(wayToTier, resolve));

  const readBehind = async (memory: MemoryStore, name: Name, own: Entry | undefined) => {
    const begun = memory.latestForget();
    await way();
    const entry = rests.read(name);
    const better = newer(own, entry);
    if (better !== undefined && better === entry) memory.write(name, better, begun);
    return better;
  };

  return {
    rests,
    storeOf(memory) {
      stores.push(memory);
      return {
        read(name) {
          const own = memory.read(name);
          const isFresh = own !== undefined && freshnessOf(own, clock.now(), lifetimes) === 'fresh';
          return isFresh ? own : readBehind(memory, name, own);
        },
        atHand: memory.atHand,
        write(asked, entry, begun) {
          rests.write(asked, entry, begun);
          return memory.write(asked, entry, begun);
        },
        expire: async (names) => Math.max(...(await Promise.all(stores.map((store) => store.expire(names))))),
        forget: async (names) => Math.max(...(await Promise.all(stores.map((store) => store.forget(names))))),
        latestForget: memory.latestForget,
        unreached: () => [],
      };
    },
    askTogether: (fetchContact) => async (ref, lane) => {
      const question = `${rests.latestForget()} ${ref.kind} ${ref.value}`;
      const underway = flights.get(question);
      const joined = await underway?.then(
        (answer) => way().then(() => answer),
        () => undefined,
      );
      if (joined !== undefined) return joined;
      const flight = fetchContact(ref, lane).finally(() => flights.delete(question));
      flights.set(question, flight);
      return flight;
    },
  };
};
