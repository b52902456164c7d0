// What do several servers look up? A look-up for each node, and one Drift that knows which of them asks.

import { createAliases } from '../../server/lookup/aliases.ts';
import { createLookup, type Lookup } from '../../server/lookup/lookup.ts';
import type { Store } from '../../server/lookup/ports.ts';
import { createHeldFetch, type HeldFetch } from './held-fetch.ts';
import type { NodeInHand } from './layered-nodes.ts';
import { lifetimes, sieveFor } from './lookup-bench.ts';
import type { ManualClock } from './manual-clock.ts';

export type LookupNode = {
  readonly lookup: Lookup;
  readonly drift: HeldFetch;
  /** A new policy. */
  usePlaces(...places: readonly string[]): void;
  readonly failures: readonly unknown[];
};

/** All nodes have the same key for their names. */
export const aliases = createAliases(new Uint8Array(32));

type Parts = { readonly store: Store } & Pick<NodeInHand, 'askTogether'>;

export const createLookupNode = (
  { store, askTogether }: Parts,
  clock: Pick<ManualClock, 'now' | 'wall' | 'after'>,
): LookupNode => {
  const drift = createHeldFetch();
  const sieve = { current: sieveFor('plan') };
  const failures: unknown[] = [];
  return {
    drift,
    failures,
    usePlaces: (...places) => {
      sieve.current = sieveFor(...places);
    },
    lookup: createLookup({
      lifetimes,
      store,
      aliases,
      askTogether,
      fetchContact: drift.fetchContact,
      sieve,
      clock,
      random: Math.random,
      overloaded: () => false,
      events: {
        looked: () => {},
        ambiguous: () => {},
        failed: (error) => failures.push(error),
      },
    }),
  };
};
