// Which configured keys verify sessions? Those that the test has put there.

import type { KeyObject } from 'node:crypto';
import type { Reloading } from '../../config/reloading.ts';

export type KeysInHand = {
  readonly keys: Reloading<readonly KeyObject[]>;
  /** They take the place of all keys so far, at once. */
  put(...keys: readonly KeyObject[]): void;
};

export const createKeysInHand = (...first: readonly KeyObject[]): KeysInHand => {
  let current = first;
  return {
    keys: {
      name: 'SESSION_SECRET',
      get current() {
        return current;
      },
      reload: () => 'same',
    },
    put: (...next) => {
      current = next;
    },
  };
};
