// Was this name forgotten after that moment? Numbers of forgets by name, kept longer than the longest flight.

import type { Clock } from '../clock.ts';
import type { Name } from '../lookup/entry.ts';

export type Tombstones = {
  /** Gives all these names the next number. */
  set(names: Iterable<Name>): void;
  /** Gives the next number to every name there is: no flight from before it stores anything. */
  setAll(): void;
  /** Whether one of these names has a higher number than `begun`. */
  forgottenSince(begun: number, names: Iterable<Name>): boolean;
  /** The highest number given so far. */
  readonly latest: number;
};

type Limits = {
  /** Milliseconds; longer than any flight can last. */
  readonly keepFor: number;
  readonly maxNames: number;
};

/** When there are more names than `maxNames`, the oldest are given up, and flights older than those store nothing. */
export const createTombstones = (clock: Clock, { keepFor, maxNames }: Limits): Tombstones => {
  const stones = new Map<Name, { readonly number: number; readonly setAt: number }>();
  let latest = 0;
  let givenUp = 0;

  const dropOldest = (): void => {
    for (const [name, stone] of stones) {
      const expired = clock.now() - stone.setAt > keepFor;
      if (!expired && stones.size <= maxNames) return;
      stones.delete(name);
      givenUp = Math.max(givenUp, stone.number);
    }
  };

  return {
    set(names) {
      latest += 1;
      for (const name of names) {
        stones.delete(name); // to the end of the map: its order is that of the numbers
        stones.set(name, { number: latest, setAt: clock.now() });
      }
      dropOldest();
    },
    setAll() {
      latest += 1;
      givenUp = latest;
      stones.clear();
    },
    forgottenSince(begun, names) {
      if (begun < givenUp) return true;
      for (const name of names) if ((stones.get(name)?.number ?? 0) > begun) return true;
      return false;
    },
    get latest() {
      return latest;
    },
  };
};
