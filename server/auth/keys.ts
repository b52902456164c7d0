// Which keys may have signed? The ring that every source of keys looks like, and the one made from a secret or PEM.

import type { KeyObject } from 'node:crypto';
import type { Reloading } from '../../config/reloading.ts';

export type KeyRing = {
  /**
   * The keys that a token may be tried with, `kid` being the name its header gives; none when no key has that name.
   * @throws ProxyError `keys_unavailable` when no key could be had at all
   */
  candidates(kid: string | undefined): readonly KeyObject[] | Promise<readonly KeyObject[]>;
  /** What a token is verified with now; another object once that has changed. */
  held(): object;
  /** Whether a token could be verified now; part of `/readyz`. */
  ready(): boolean;
  /** Begins to keep the keys current; settles, and never fails, when the first attempt is over. */
  start(): Promise<void>;
  /** Ends all timers and requests. */
  close(): void;
};

/** Configured keys have no names: while two are rotated, each token is tried with both. */
export const createStaticKeys = (keys: Reloading<readonly KeyObject[]>): KeyRing => ({
  candidates: () => keys.current,
  held: () => keys.current,
  ready: () => true,
  start: async () => {},
  close: () => {},
});
