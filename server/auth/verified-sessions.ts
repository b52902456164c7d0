// Was this very token verified a moment ago? Then its session is at hand, and no signature is checked again.

import type { Clock } from '../clock.ts';
import type { Authenticate, Session } from './session.ts';

/** A session, its token, and the moment it was verified in milliseconds of the wall clock. */
export type Verified = { readonly session: Session; readonly token: string; readonly at: number };

/** A bounded memory; what it drops is verified again. */
export type SessionMemory = {
  get(key: string): Verified | undefined;
  set(key: string, verified: Verified): void;
  clear(): void;
};

/** How many are kept at most, and the bytes that they may take by the estimate below, which is high: room for as many visitors as contacts. */
export const sessionMemoryBounds = {
  max: 50_000,
  maxSize: 96 * 1024 * 1024,
  /** The text, its claims as objects, and the slots of maps; an estimate on the high side. */
  sizeOf: ({ token }: Verified): number => 500 + 4 * token.length,
};

export type VerifiedSessions = {
  /** Verifies a token that is not remembered, and remembers it if it is good. Errors as those of `Authenticate`. */
  readonly authenticate: Authenticate;
  /** The session of a token that was verified before and would be again; never waits. */
  remembered(token: string): Session | undefined;
};

type Parts = {
  readonly authenticate: Authenticate;
  readonly memory: SessionMemory;
  /** What sessions stand on: the keys, the policy. All are verified anew when one of them is another object. */
  readonly grounds: readonly (() => unknown)[];
  /** SESSION_CLOCK_SKEW, milliseconds. */
  readonly clockSkew: number;
  readonly clock: Pick<Clock, 'wall'>;
};

/** The end of a signature is enough to find a token; the whole of it is compared then. */
const keyOf = (token: string): string => token.slice(-43);

/**
 * Only good tokens are remembered, so that a flood of forged ones drives none of them out. The gate lets one text pass
 * for each token, so that a text is a key.
 */
export const createVerifiedSessions = (parts: Parts): VerifiedSessions => {
  const { memory, grounds, clockSkew, clock } = parts;
  let stoodOn = grounds.map((ground) => ground());

  const clearWhenGroundsMoved = (): void => {
    for (let index = 0; index < grounds.length; index += 1) {
      if (grounds[index]?.() === stoodOn[index]) continue;
      stoodOn = grounds.map((ground) => ground());
      memory.clear();
      return;
    }
  };

  /** Every other check of a claim that has once held goes on to hold while the clock goes forwards. */
  const isInTime = ({ session, at }: Verified, now: number): boolean =>
    now >= at && now < session.expiresAt + clockSkew - 1; // fractions of a millisecond are left to the check itself

  const remembered = (token: string): Session | undefined => {
    clearWhenGroundsMoved();
    const verified = memory.get(keyOf(token));
    if (verified === undefined || verified.token !== token) return undefined;
    return isInTime(verified, clock.wall()) ? verified.session : undefined;
  };

  return {
    remembered,
    async authenticate(token) {
      const known = remembered(token);
      if (known !== undefined) return known;
      const began = stoodOn;
      const session = await parts.authenticate(token);
      clearWhenGroundsMoved();
      if (stoodOn === began) memory.set(keyOf(token), { session, token, at: clock.wall() });
      return session;
    },
  };
};
