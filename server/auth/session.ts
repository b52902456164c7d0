// Who is asking? The verified session; this file alone may mint one.

import type { AuthConfig } from '../../config/config.ts';
import type { Clock } from '../clock.ts';
import { checkClaims } from './claims.ts';
import { createGate } from './gate.ts';
import type { KeyRing } from './keys.ts';
import { createVerifySignature, type Payload } from './signature.ts';

declare const verified: unique symbol;

/** A session whose token passed the gate, the signature and every claim check. */
export type Session = {
  /** The `sub` claim. */
  readonly subject: string;
  /** The whole payload, own properties of a null-prototype object. */
  readonly claims: Readonly<Record<string, unknown>>;
  /** The `exp` claim in milliseconds since 1970. */
  readonly expiresAt: number;
  readonly [verified]: true;
};

/**
 * Turns the text of a token into a session.
 * @throws ProxyError `token_invalid`, `token_expired` or `keys_unavailable`
 */
export type Authenticate = (token: string) => Promise<Session>;

type Parts = {
  readonly config: Omit<AuthConfig, 'keys'>;
  readonly keys: Pick<KeyRing, 'candidates'>;
  readonly clock: Pick<Clock, 'wall'>;
};

const forbiddenNames: readonly string[] = ['__proto__', 'constructor', 'prototype'];

const ownClaims = (payload: Payload): Session['claims'] => {
  const claims: Record<string, unknown> = { ...payload };
  for (const name of forbiddenNames) if (Object.hasOwn(claims, name)) delete claims[name];
  // Made with a prototype and parted from it: V8 keeps that smaller than what never had one.
  return Object.setPrototypeOf(claims, null);
};

/** Earns trust in order: form, key, signature, claims. */
export const createAuthenticate = ({ config, keys, clock }: Parts): Authenticate => {
  const inspect = createGate(config);
  const verifySignature = createVerifySignature(config);

  return async (token) => {
    const { kid } = inspect(token);
    const payload = verifySignature(token, await keys.candidates(kid));
    const { subject, expiresAt } = checkClaims(payload, config, clock.wall());
    return { subject, expiresAt, claims: ownClaims(payload) } as Session;
  };
};
