// What do the hooks see of the library? As much of it as they need, with what is known in the test's hands.

import type { AnyAttributes, DriftAttributes, Snapshot } from '../../../client/api.ts';

export const nothingKnown: Snapshot = {
  status: 'pending',
  reason: undefined,
  known: false,
  attributes: {},
  asOf: undefined,
  stale: false,
};

export const knownAs = (attributes: AnyAttributes): Snapshot => ({
  ...nothingKnown,
  status: 'ready',
  known: true,
  attributes,
  asOf: '2026-11-22T10:00:00.000Z',
});

export type StoreInHand = Pick<DriftAttributes, 'subscribe' | 'getSnapshot' | 'getServerSnapshot'> & {
  /** Tells whoever listens. */
  become(snapshot: Snapshot): void;
  /** How many listen now, and how often somebody began to. */
  readonly listening: number;
  readonly begun: number;
};

export const createStoreInHand = (first: Snapshot): StoreInHand => {
  const listeners = new Set<() => void>();
  let current = first;
  let begun = 0;
  return {
    subscribe: (listener) => {
      const own = () => listener();
      listeners.add(own);
      begun += 1;
      return () => {
        listeners.delete(own);
      };
    },
    getSnapshot: () => current,
    getServerSnapshot: () => first,
    become: (snapshot) => {
      current = snapshot;
      for (const listener of listeners) listener();
    },
    get listening() {
      return listeners.size;
    },
    get begun() {
      return begun;
    },
  };
};
