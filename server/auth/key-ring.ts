// Where do the keys come from? Chooses the ring that the configuration names.

import type { AuthConfig } from '../../config/config.ts';
import type { Clock } from '../clock.ts';
import { createKeySet } from './key-set.ts';
import { createStaticKeys, type KeyRing } from './keys.ts';

type Parts = {
  readonly config: Pick<AuthConfig, 'algorithm' | 'keys'>;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Hears what an operator should know; never a value from outside. */
  readonly warn: (message: string) => void;
};

/** A ring at rest: `start()` it before the first token comes. */
export const createKeyRing = ({ config, ...parts }: Parts): KeyRing =>
  config.keys.kind === 'static'
    ? createStaticKeys(config.keys.keys)
    : createKeySet({ ...parts, url: config.keys.url, algorithm: config.algorithm });
