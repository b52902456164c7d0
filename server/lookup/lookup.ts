// What is known of this contact? Fresh from the cache, stale while it is refreshed, or asked of Drift: once, whoever asks.

import type { LookupConfig } from '../../config/config.ts';
import type { Clock } from '../clock.ts';
import { ProxyError } from '../errors.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import type { Aliases } from './aliases.ts';
import type { AbsentEntry, ContactEntry, Entry, Name } from './entry.ts';
import { createFlights } from './flights.ts';
import { type Freshness, freshnessOf } from './freshness.ts';
import type { AskTogether, ContactAnswer, EntrySieve, FetchContact, Lane, Store } from './ports.ts';
import { createSetbacks } from './setbacks.ts';

/** What was found, and how: `none` when the session names no contact. */
export type Found = {
  readonly entry: Entry | undefined;
  readonly state: 'hit' | 'stale' | 'miss' | 'none';
  /** Wall clock, milliseconds: when Drift said so. */
  readonly asOf: number;
};

/** A fresh entry that is in this process. */
export type FoundAtHand = Found & { readonly entry: Entry; readonly state: 'hit' };

export type Lookup = {
  /**
   * `lane`: whether a visitor waits, as by default.
   * @throws ProxyError `upstream_*` when Drift fails and nothing remembered can stand in
   */
  find(ref: ContactRef | undefined, lane?: Lane): Promise<Found>;
  /** What `find` would find without waiting for anybody, if it is fresh; nothing is counted and nothing begun. */
  atHand(ref: ContactRef): FoundAtHand | undefined;
  /** Counts what was found at hand, once it is used. */
  used(found: FoundAtHand): void;
  /** Removes what is remembered of a contact; no answer that is under way brings it back. */
  forget(ref: ContactRef): Promise<number>;
  /** What has yet to hear of that, because it could not be reached. */
  unreached(): readonly string[];
};

type Events = {
  /** Each look-up, by what came of it; `unknown` when nobody is known by that name. */
  looked(result: 'hit' | 'stale' | 'miss' | 'unknown'): void;
  ambiguous(): void;
  /** A flight has failed; told once, however many waited for it or nobody. */
  failed(error: unknown): void;
};

type Parts = {
  readonly lifetimes: LookupConfig;
  readonly store: Store;
  readonly aliases: Aliases;
  readonly fetchContact: FetchContact;
  /** With other nodes: one of all asks. */
  readonly askTogether?: AskTogether | undefined;
  /** Replaced when the policy is. */
  readonly sieve: { readonly current: EntrySieve };
  readonly clock: Clock;
  /** 0 to 1, for the jitter of lifetimes. */
  readonly random: () => number;
  /** Whether this process is too busy to begin anything that memory cannot serve. */
  readonly overloaded: () => boolean;
  readonly events: Events;
};

type Question = {
  readonly name: Name;
  readonly ref: ContactRef;
  /** What is remembered, and could stand in. */
  readonly before: Entry | undefined;
  readonly lane: Lane;
};

/** How long Drift is waited for when an old entry could stand in, in milliseconds. */
const patience = 200;

/** Drift was not even asked; that says nothing of whether it would answer now. */
const ownRefusals: ReadonlySet<string | undefined> = new Set([
  'budget',
  'concurrency',
  'breaker',
  'event_loop',
]);
const isOurOwn = (error: unknown): boolean => error instanceof ProxyError && ownRefusals.has(error.reason);

const askAlone: AskTogether = ({ ask }) => ask();

/** For a refresh that nobody waits for: the flight itself tells of its failure. */
const alreadyReported = (): void => {};

export const createLookup = (parts: Parts): Lookup => {
  const { lifetimes, store, aliases, fetchContact, sieve, clock, random, overloaded, events } = parts;
  const { askTogether = askAlone } = parts;
  const flights = createFlights(() => store.latestForget());
  const setbacks = createSetbacks(clock);
  const beingRefreshed = new WeakSet<Entry>();

  const jitter = (): number => 0.9 + 0.2 * random();

  const remember = (answer: ContactAnswer, before: Entry | undefined): Entry => {
    if (answer.kind === 'contact') return contactEntry(answer);
    if (answer.kind === 'ambiguous') events.ambiguous();
    return {
      asOf: clock.wall(),
      storedAt: clock.now(),
      jitter: jitter(),
      expired: false,
      kind: answer.kind,
      times: before?.kind === answer.kind ? before.times + 1 : 1,
    } satisfies AbsentEntry;
  };

  const contactEntry = (answer: Extract<ContactAnswer, { kind: 'contact' }>): ContactEntry => {
    const { places, pick } = sieve.current;
    return {
      asOf: clock.wall(),
      storedAt: clock.now(),
      jitter: jitter(),
      expired: false,
      kind: 'contact',
      names: aliases.namesOf(answer),
      values: pick(answer.attributes),
      places,
    };
  };

  const askDrift = async ({ name, ref, before, lane }: Question): Promise<Entry> => {
    if (overloaded()) throw new ProxyError('overloaded', { reason: 'event_loop' });
    // Another node may have learned more since, though not enough.
    const remembered = before === undefined ? undefined : (store.atHand(name) ?? before);
    const departed = clock.now();
    // Not when the flight began: it may have waited for another node, and know of a forget since.
    const begun = store.latestForget();
    try {
      const entry = remember(await fetchContact(ref, lane), remembered);
      await store.write(name, entry, begun);
      return entry;
    } catch (error) {
      if (remembered !== undefined && !isOurOwn(error)) setbacks.note(remembered, departed);
      events.failed(error);
      throw error;
    }
  };

  const ask = (question: Question): Promise<Entry> =>
    flights.join(question.name, () =>
      askTogether({
        name: question.name,
        suffices: (entry) => rate(entry) === 'fresh',
        ask: () => askDrift(question),
      }),
    );

  const rate = (entry: Entry): Freshness => {
    const freshness = freshnessOf(entry, clock.now(), lifetimes);
    const lacksPlaces = entry.kind === 'contact' && !covers(entry.places, sieve.current.places);
    return lacksPlaces && freshness !== 'gone' ? 'stale' : freshness;
  };

  const count = (entry: Entry, state: 'hit' | 'stale' | 'miss'): void =>
    events.looked(entry.kind === 'contact' ? state : 'unknown');

  const found = (entry: Entry, state: 'hit' | 'stale' | 'miss'): Found => {
    count(entry, state);
    return { entry, state, asOf: entry.asOf };
  };

  /** By one of its names at a time: whichever it is, the entry is made anew. */
  const refresh = (name: Name, ref: ContactRef, entry: Entry): void => {
    if (beingRefreshed.has(entry) || setbacks.holdsBack(entry)) return;
    beingRefreshed.add(entry);
    ask({ name, ref, before: entry, lane: 'background' })
      .catch(alreadyReported)
      .finally(() => beingRefreshed.delete(entry));
  };

  /** Drift's answer if it comes in time, else the old entry. The flight goes on either way. */
  const askUnlessSlow = async (name: Name, ref: ContactRef, old: Entry, lane: Lane): Promise<Found> => {
    if (setbacks.holdsBack(old)) return found(old, 'stale');
    const flight = ask({ name, ref, before: old, lane }).catch(() => undefined);
    const landed = await within(patience, flight, clock);
    return landed === undefined ? found(old, 'stale') : found(landed, 'miss');
  };

  /** Nothing can stand in: Drift's answer, or its failure. */
  const askCold = async (name: Name, ref: ContactRef, lane: Lane): Promise<Found> => {
    try {
      return found(await ask({ name, ref, before: undefined, lane }), 'miss');
    } catch (error) {
      events.looked('miss');
      throw error;
    }
  };

  return {
    async find(ref, lane = 'visitor') {
      if (ref === undefined) return { entry: undefined, state: 'none', asOf: clock.wall() };
      const name = aliases.nameOf(ref);
      const read = store.read(name);
      // Not awaiting what is already there keeps "nothing cached" and "join the flight" in one step.
      const entry = read instanceof Promise ? await read : read;

      if (entry === undefined) return askCold(name, ref, lane);

      switch (rate(entry)) {
        case 'fresh':
          return found(entry, 'hit');
        case 'revalidate':
          refresh(name, ref, entry);
          return found(entry, 'stale');
        case 'stale':
          return askUnlessSlow(name, ref, entry, lane);
        case 'gone':
          return askCold(name, ref, lane);
      }
    },
    atHand(ref) {
      const entry = store.atHand(aliases.nameOf(ref));
      if (entry === undefined || rate(entry) !== 'fresh') return undefined;
      return { entry, state: 'hit', asOf: entry.asOf };
    },
    used: ({ entry, state }) => count(entry, state),
    forget: async (ref) => store.forget([aliases.nameOf(ref)]),
    unreached: () => store.unreached(),
  };
};

const covers = (has: ReadonlySet<string>, wanted: ReadonlySet<string>): boolean =>
  has === wanted || [...wanted].every((place) => has.has(place));

/** What `promise` resolves to, or undefined when that takes longer than `milliseconds`. */
const within = <T>(milliseconds: number, promise: Promise<T>, clock: Clock): Promise<T | undefined> =>
  new Promise((resolve, reject) => {
    const cancel = clock.after(milliseconds, () => resolve(undefined));
    promise.then(resolve, reject).finally(cancel);
  });
