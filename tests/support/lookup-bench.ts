// What does a look-up do in the hands of a test? One on the memory store, with the clock, chance and Drift held by hand.

import type { LookupConfig } from '../../config/config.ts';
import { createMemoryStore } from '../../server/cache/memory.ts';
import { createAliases } from '../../server/lookup/aliases.ts';
import type { Entry } from '../../server/lookup/entry.ts';
import { createLookup, type Found, type Lookup } from '../../server/lookup/lookup.ts';
import type { EntrySieve, Values } from '../../server/lookup/ports.ts';
import type { ContactRef } from '../../server/policy/contact-ref.ts';
import { createHeldFetch, type HeldFetch } from './held-fetch.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

export const seconds = 1_000;
export const minutes = 60 * seconds;
export const hours = 60 * minutes;

/** The defaults of CACHE_FRESH, CACHE_REVALIDATE, CACHE_STALE and CACHE_UNKNOWN. */
export const lifetimes: LookupConfig = {
  fresh: 5 * minutes,
  revalidate: 10 * minutes,
  stale: 24 * hours,
  unknown: minutes,
};

/** Picks these attributes as they are. */
export const sieveFor = (...places: readonly string[]): EntrySieve => ({
  places: new Set(places),
  pick: (attributes) =>
    Object.fromEntries(
      places.filter((place) => place in attributes).map((place) => [place, attributes[place]]),
    ) as Values,
});

export type Bench = {
  readonly clock: ManualClock;
  readonly drift: HeldFetch;
  readonly lookup: Lookup;
  /** What rests under a name now. */
  cached(ref: ContactRef): Entry | undefined;
  /** A webhook's word that a contact has changed. */
  expire(ref: ContactRef): void;
  /** A new policy. */
  usePlaces(...places: readonly string[]): void;
  /** Moves the wall clock and nothing else. */
  jumpWallClock(milliseconds: number): void;
  /** Whether the process is too busy from now on. */
  overload(overloaded: boolean): void;
  readonly failures: readonly unknown[];
  readonly looked: readonly string[];
  ambiguities(): number;
};

/** `random` of a half gives a jitter of 1: lifetimes as they are configured. */
export const createBench = ({ random = () => 0.5 }: { readonly random?: () => number } = {}): Bench => {
  const clock = createManualClock();
  const drift = createHeldFetch();
  const store = createMemoryStore({ maxContacts: 10_000, maxBytes: 64 * 1024 * 1024 }, clock);
  const aliases = createAliases(new Uint8Array(32));
  const sieve = { current: sieveFor('plan') };
  const failures: unknown[] = [];
  const looked: string[] = [];
  let ambiguities = 0;
  let jumped = 0;
  let overloaded = false;

  const lookup = createLookup({
    lifetimes,
    store,
    aliases,
    fetchContact: drift.fetchContact,
    sieve,
    clock: { ...clock, wall: () => clock.wall() + jumped },
    random,
    overloaded: () => overloaded,
    events: {
      looked: (result) => looked.push(result),
      ambiguous: () => {
        ambiguities += 1;
      },
      failed: (error) => failures.push(error),
    },
  });

  return {
    clock,
    drift,
    lookup,
    cached: (ref) => store.read(aliases.nameOf(ref)),
    expire: (ref) => {
      void store.expire([aliases.nameOf(ref)]);
    },
    usePlaces: (...places) => {
      sieve.current = sieveFor(...places);
    },
    jumpWallClock: (milliseconds) => {
      jumped += milliseconds;
    },
    overload: (now) => {
      overloaded = now;
    },
    failures,
    looked,
    ambiguities: () => ambiguities,
  };
};

/** What a test mostly wants to know of an answer. */
export const gist = ({ entry, state }: Found): readonly [Found['state'], unknown] => [
  state,
  entry?.kind === 'contact' ? entry.values['plan'] : entry?.kind,
];
