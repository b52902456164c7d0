// How is a session token made? For trying things out: in production the site's own back end signs them.

import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { AuthConfig } from '../../config/config.ts';

type Lifetime = {
  /** Wall clock, milliseconds. */
  readonly now: number;
  /** Milliseconds. */
  readonly lifetime: number;
};

/** Signs `claims` as the server would want them: with `iat`, `exp`, and `iss` and `aud` where they are configured. */
export const signSession = (
  claims: Readonly<Record<string, unknown>>,
  { algorithm, issuer, audience }: Pick<AuthConfig, 'algorithm' | 'issuer' | 'audience'>,
  key: KeyObject,
  { now, lifetime }: Lifetime,
): string => {
  const issuedAt = Math.floor(now / 1000);
  const ours = {
    ...(issuer === undefined ? {} : { iss: issuer }),
    ...(audience === undefined ? {} : { aud: audience }),
    iat: issuedAt,
    exp: issuedAt + Math.floor(lifetime / 1000),
  };
  return jwt.sign({ ...ours, ...claims }, key, { algorithm });
};
