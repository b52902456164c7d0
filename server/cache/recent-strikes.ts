// What may a Redis that comes back from an older state have lost? The strikes of the last minutes, to be sent again.

import type { Clock } from '../clock.ts';
import type { Name } from '../lookup/entry.ts';

type Kind = 'expire' | 'forget';

export type RecentStrikes = {
  note(kind: Kind, names: readonly Name[]): void;
  /** Each name once, the latest last. */
  all(): readonly (readonly [Name, Kind])[];
};

/** Milliseconds; a replica lags by seconds, a snapshot on disk by minutes. */
const keepFor = 600_000;
/** Beyond so many the oldest are given up: the latest are the likeliest to be lost. */
const maxNames = 5_000;

export const createRecentStrikes = (clock: Clock): RecentStrikes => {
  const recent = new Map<Name, { readonly kind: Kind; readonly at: number }>();

  const dropOldest = (): void => {
    for (const [name, { at }] of recent) {
      if (clock.now() - at <= keepFor && recent.size <= maxNames) return;
      recent.delete(name);
    }
  };

  return {
    note(kind, names) {
      for (const name of names) {
        const wasForgotten = recent.get(name)?.kind === 'forget';
        recent.delete(name); // to the end of the map: its order is that of time
        recent.set(name, { kind: wasForgotten ? 'forget' : kind, at: clock.now() });
      }
      dropOldest();
    },
    all() {
      dropOldest();
      return [...recent].map(([name, { kind }]) => [name, kind]);
    },
  };
};
