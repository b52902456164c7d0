// How do the parts of the auth room go together? Keys, the strict look at a token, and a memory of those that passed it.

import type { AuthConfig } from '../config/config.ts';
import { createKeyRing } from './auth/key-ring.ts';
import type { KeyRing } from './auth/keys.ts';
import { createAuthenticate } from './auth/session.ts';
import {
  createVerifiedSessions,
  sessionMemoryBounds,
  type VerifiedSessions,
} from './auth/verified-sessions.ts';
import { createBounded } from './cache/bounded.ts';
import type { Clock } from './clock.ts';

type Parts = {
  readonly config: AuthConfig;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** The policy in force: sessions that were verified under another are looked at anew. */
  readonly policy: () => unknown;
  /** The key set could not be had; in words of our own. */
  readonly keysFailed: (message: string) => void;
};

export type AuthSide = VerifiedSessions & { readonly keys: KeyRing };

export const composeAuth = ({ config, fetch, clock, policy, keysFailed }: Parts): AuthSide => {
  const keys = createKeyRing({ config, fetch, clock, warn: keysFailed });
  const sessions = createVerifiedSessions({
    authenticate: createAuthenticate({ config, keys, clock }),
    memory: createBounded(sessionMemoryBounds),
    grounds: [keys.held, policy],
    clockSkew: config.clockSkew,
    clock,
  });
  return { ...sessions, keys };
};
