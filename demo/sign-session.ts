// Who does this session say it is? The demo site's own log-in: it signs session tokens and reads them back.

import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../server/clock.ts';

export type Sessions = {
  /** A token for one visitor: HS256 (RFC 7515, RFC 7519), good for `lifetime`. */
  sign(visitor: string): string;
  /** The visitor of a token that this process signed and that is still good. */
  visitorOf(token: string): string | undefined;
  /** Milliseconds. */
  readonly lifetime: number;
};

type Parts = {
  /** At least 32 bytes; the proxy verifies with the same key. */
  readonly key: KeyObject;
  readonly issuer: string;
  readonly audience: string;
  readonly clock: Pick<Clock, 'wall'>;
  /** Milliseconds. */
  readonly lifetime: number;
};

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');

/** Only for what our own signature vouches for: it holds what `sign` wrote. */
const decoded = (part = ''): { readonly exp: number; readonly sub: string } =>
  JSON.parse(Buffer.from(part, 'base64url').toString());

export const createSessions = ({ key, issuer, audience, clock, lifetime }: Parts): Sessions => {
  const seconds = (): number => Math.floor(clock.wall() / 1000);
  const signed = (text: string): string =>
    `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;

  return {
    lifetime,
    sign: (visitor) => {
      const iat = seconds();
      const claims = {
        iss: issuer,
        aud: audience,
        sub: visitor,
        iat,
        exp: iat + Math.floor(lifetime / 1000),
      };
      return signed(`${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded(claims)}`);
    },
    visitorOf: (token) => {
      const text = token.slice(0, token.lastIndexOf('.'));
      if (!isSame(token, signed(text))) return undefined;
      const { exp, sub } = decoded(text.split('.')[1]);
      return exp > seconds() ? sub : undefined;
    },
  };
};

const isSame = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};
