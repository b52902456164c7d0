// Which set of places is this? Entries of one policy share one set here, too, where each that comes from Redis brings its own.

import type { Entry } from '../lookup/entry.ts';

type Places = ReadonlySet<string>;

export type SamePlaces = {
  /** An entry that was made here: its set is the one that the policy of today has. */
  note(entry: Entry): void;
  /** The entry with the set that is known already, if that holds the same. */
  in(entry: Entry): Entry;
};

const areSame = (one: Places, other: Places): boolean =>
  one.size === other.size && [...one].every((place) => other.has(place));

export const createSamePlaces = (): SamePlaces => {
  let latest: Places = new Set();
  return {
    note(entry) {
      if (entry.kind === 'contact') latest = entry.places;
    },
    in(entry) {
      if (entry.kind !== 'contact') return entry;
      if (areSame(entry.places, latest)) return { ...entry, places: latest };
      latest = entry.places;
      return entry;
    },
  };
};
