// Who comes? Session tokens of the benchmark's visitors: good ones, a forged one and an expired one.

import {
  createPrivateKey,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { signSession } from '../../server/auth/sign-session.ts';

export const algorithms = ['HS256', 'RS256', 'ES256'] as const;
export type Algorithm = (typeof algorithms)[number];

export const issuer = 'https://www.example.com';
export const audience = 'drift-attribute-proxy';

/** What signs and what verifies; both as text, to be told to a process. */
export type Keys = Readonly<Record<Algorithm, { readonly signing: string; readonly verifying: string }>>;

const pem = { type: 'pkcs8', format: 'pem' } as const;
const publicPem = { type: 'spki', format: 'pem' } as const;

const pairOf = ({ privateKey, publicKey }: { privateKey: KeyObject; publicKey: KeyObject }) => ({
  signing: String(privateKey.export(pem)),
  verifying: String(publicKey.export(publicPem)),
});

export const createKeys = (): Keys => {
  const secret = randomBytes(36).toString('base64url');
  return {
    HS256: { signing: secret, verifying: secret },
    RS256: pairOf(generateKeyPairSync('rsa', { modulusLength: 2_048 })),
    ES256: pairOf(generateKeyPairSync('ec', { namedCurve: 'P-256' })),
  };
};

const minute = 60_000;
/** Longer than the benchmark takes. */
const lifetime = 60 * minute;

export type Sign = (subject: string, email: string, issuedAt: number) => string;

/** Seven claims, as a site's back end would write them. `issuedAt`: wall clock, milliseconds. */
export const createSign = (keys: Keys, algorithm: Algorithm): Sign => {
  const { signing } = keys[algorithm];
  const key = algorithm === 'HS256' ? createSecretKey(Buffer.from(signing)) : createPrivateKey(signing);
  return (sub, email, issuedAt) =>
    signSession({ sub, email, email_verified: true }, { algorithm, issuer, audience }, key, {
      now: issuedAt,
      lifetime,
    });
};

/** The same token with one bit of its signature turned. */
export const forged = (token: string): string => {
  const end = token.lastIndexOf('.') + 1;
  const signature = Buffer.from(token.slice(end), 'base64url');
  signature.writeUInt8(signature.readUInt8(0) ^ 1, 0);
  return token.slice(0, end) + signature.toString('base64url');
};

export type Sessions = { readonly good: string; readonly forged: string; readonly expired: string };

export const createSessions = (sign: Sign, subject: string, email: string, now: number): Sessions => {
  const good = sign(subject, email, now);
  return { good, forged: forged(good), expired: sign(subject, email, now - 2 * lifetime) };
};
