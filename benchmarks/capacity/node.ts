// What is one process of the server in the simulation? The real look-up on the real memory, with the real way to ask Drift.

import { createMemoryStore, type MemoryStore } from '../../server/cache/memory.ts';
import type { Clock } from '../../server/clock.ts';
import type { Budget } from '../../server/drift/budget.ts';
import type { Call } from '../../server/drift/transport.ts';
import type { Aliases } from '../../server/lookup/aliases.ts';
import { type Changes, createChanges } from '../../server/lookup/changes.ts';
import { createFurtherNames } from '../../server/lookup/further-names.ts';
import { createLookup, type Lookup } from '../../server/lookup/lookup.ts';
import type { EntrySieve, Scalar, Values } from '../../server/lookup/ports.ts';
import { contactRef } from '../../server/policy/contact-ref.ts';
import type { Uniform } from './chance.ts';
import { createDriftSide } from './drift-side.ts';
import type { Settings } from './settings.ts';
import type { SharedTier } from './shared-tier.ts';

export type SimulatedNode = {
  readonly lookup: Lookup;
  readonly changes: Changes;
  readonly memory: MemoryStore;
};

type Parts = {
  readonly settings: Settings;
  readonly aliases: Aliases;
  readonly call: Call;
  readonly budget: Budget;
  readonly tier: SharedTier | undefined;
  readonly clock: Clock;
  readonly uniform: Uniform;
};

/** What pages may see of a contact: enough to tell whether it is what Drift holds, and as large as usual. */
const places: ReadonlySet<string> = new Set(['version', 'first_name', 'employment_name']);
const isScalar = (value: unknown): value is Scalar => typeof value === 'string' || typeof value === 'number';

export const sieve: EntrySieve = {
  places,
  pick: (attributes) => {
    const picked: Record<string, Values[string]> = {};
    for (const place of places) {
      const value = attributes[place];
      if (isScalar(value)) picked[place] = value;
    }
    return picked;
  },
};

export const createNode = (parts: Parts): SimulatedNode => {
  const { settings, aliases, call, budget, tier, clock, uniform } = parts;
  const memory = createMemoryStore(settings.cache, clock);
  const store = tier?.storeOf(memory) ?? memory;
  const asking = createDriftSide({ settings, call, budget, clock, uniform });
  const fetchContact = tier?.askTogether(asking) ?? asking;

  return {
    memory,
    lookup: createLookup({
      lifetimes: settings.lifetimes,
      store,
      aliases,
      fetchContact,
      sieve: { current: sieve },
      clock,
      random: uniform,
      overloaded: () => false,
      events: { looked: () => {}, ambiguous: () => {}, failed: () => {} },
    }),
    changes: createChanges({
      store,
      aliases,
      furtherNames: createFurtherNames({ store, aliases, fetchContact, clock, failed: () => {} }),
      contactRef,
      visiblePaths: () => [...places].map((place) => [place]),
    }),
  };
};
