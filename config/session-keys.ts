// Do these keys fit the one algorithm? Secrets and public keys that are strong enough and of the right kind.

import { createSecretKey, type KeyObject } from 'node:crypto';
import type { Algorithm, AuthConfig } from './config.ts';
import { all, type Parsed } from './parser.ts';
import { weakness } from './weak-secrets.ts';

const makeOne = 'make one with: openssl rand -base64 48';
const curves: Partial<Record<Algorithm, readonly [name: string, openssl: string]>> = {
  ES256: ['P-256', 'prime256v1'],
  ES384: ['P-384', 'secp384r1'],
  ES512: ['P-521', 'secp521r1'],
};

/** HMAC keys have at least the length of the hash (RFC 7518, section 3.2). */
export const leastSecretBytes = (algorithm: Algorithm): number => Number(algorithm.slice(2)) / 8;

/** True for the algorithms whose key is a secret that both sides share. */
export const usesSecret = (algorithm: Algorithm): boolean => algorithm.startsWith('HS');

type Terms = Pick<AuthConfig, 'algorithm' | 'profile'>;

/** Makes HMAC keys of secrets; under `drift-identity` a short one is Drift's choice and passes. */
export const secretKeys =
  ({ algorithm, profile }: Terms) =>
  (secrets: readonly Buffer[]): Parsed<readonly KeyObject[]> => {
    const least = profile === 'drift-identity' ? 1 : leastSecretBytes(algorithm);
    return all(secrets.map((secret) => secretKey(secret, least, algorithm)));
  };

const secretKey = (secret: Buffer, least: number, algorithm: Algorithm): Parsed<KeyObject> => {
  if (secret.toString('latin1').startsWith('-----BEGIN')) {
    return { problem: 'holds PEM; a public key belongs into SESSION_PUBLIC_KEY' };
  }
  const why = weakness(secret);
  if (why !== undefined) return { problem: `${why}; ${makeOne}` };
  if (secret.length < least) {
    return { problem: `is shorter than the ${least} bytes that ${algorithm} needs; ${makeOne}` };
  }
  return { value: createSecretKey(secret) };
};

/** Takes public keys that the algorithm can verify with. */
export const publicKeysFor =
  (algorithm: Algorithm) =>
  (keys: readonly KeyObject[]): Parsed<readonly KeyObject[]> =>
    all(keys.map((key) => publicKeyFor(algorithm, key)));

const publicKeyFor = (algorithm: Algorithm, key: KeyObject): Parsed<KeyObject> => {
  const problem = curves[algorithm] === undefined ? rsaProblem(algorithm, key) : curveProblem(algorithm, key);
  return problem === undefined ? { value: key } : { problem };
};

const curveProblem = (algorithm: Algorithm, key: KeyObject): string | undefined => {
  const [name, openssl] = curves[algorithm] ?? [];
  if (key.asymmetricKeyType !== 'ec') {
    return `is not an elliptic-curve key, but ${algorithm} needs one on ${name}`;
  }
  if (key.asymmetricKeyDetails?.namedCurve === openssl) return undefined;
  return `is on another curve than ${name}, which ${algorithm} needs`;
};

const rsaProblem = (algorithm: Algorithm, key: KeyObject): string | undefined => {
  if (key.asymmetricKeyType === 'rsa-pss') {
    return 'is bound to RSA-PSS by its type; write a plain RSA key (rsaEncryption)';
  }
  if (key.asymmetricKeyType !== 'rsa') return `is not an RSA key, but ${algorithm} needs one`;
  const { modulusLength = 0, publicExponent = 0n } = key.asymmetricKeyDetails ?? {};
  if (modulusLength < 2048) return 'is an RSA key of fewer than 2048 bits; use one of at least 2048';
  if (publicExponent < 65537n) return 'is an RSA key with a public exponent below 65537; make a new key';
  return undefined;
};
