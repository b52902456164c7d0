// Which keys of a published set can verify a token of ours? The others are ignored, each with its reason in words.

import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import type { Algorithm } from '../../config/config.ts';

/** A public key under the name that its set gives it, if it gives one. */
export type NamedKey = { readonly kid: string | undefined; readonly key: KeyObject };

export type Sorted = {
  readonly fitting: readonly NamedKey[];
  /** One sentence for each key that was left out; no values from the set. */
  readonly ignored: readonly string[];
};

type Jwk = Readonly<Record<string, unknown>>;
type Shape = { readonly kty: string | undefined; readonly crv: string | undefined; readonly alg: Algorithm };
type Misfit = readonly [complaint: string, applies: (jwk: Jwk, shape: Shape) => boolean];

const smallestModulus = 2048;
const smallestExponent = 65_537n;

/** A shared secret has no place in a published set: nothing fits an HS algorithm. */
const keyTypes: Readonly<Record<string, string>> = { RS: 'RSA', PS: 'RSA', ES: 'EC' };
const curves: Readonly<Record<string, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

const shapeOf = (algorithm: Algorithm): Shape => ({
  kty: keyTypes[algorithm.slice(0, 2)],
  crv: curves[algorithm],
  alg: algorithm,
});

/** RFC 7517 section 4, RFC 7518 section 6. */
const misfits: readonly Misfit[] = [
  ['its kty is another', ({ kty }, shape) => shape.kty === undefined || kty !== shape.kty],
  ['its crv is another', ({ crv }, shape) => shape.crv !== undefined && crv !== shape.crv],
  ['its use is not sig', ({ use }) => use !== undefined && use !== 'sig'],
  ['its alg is another', ({ alg }, shape) => alg !== undefined && alg !== shape.alg],
  [
    'its key_ops lack verify',
    ({ key_ops: operations }) =>
      operations !== undefined && !(Array.isArray(operations) && operations.includes('verify')),
  ],
  ['it holds private members', (jwk) => privateMembers.some((name) => Object.hasOwn(jwk, name))],
  ['its kid is not text', ({ kid }) => kid !== undefined && typeof kid !== 'string'],
];

const isObject = (value: unknown): value is Jwk =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const readPublicKey = ({ kty, n, e, crv, x, y }: Jwk): KeyObject | undefined => {
  const key = (kty === 'RSA' ? { kty, n, e } : { kty, crv, x, y }) as JsonWebKey;
  try {
    return createPublicKey({ key, format: 'jwk' });
  } catch {
    return undefined;
  }
};

const isWeak = ({ asymmetricKeyType, asymmetricKeyDetails: details }: KeyObject): boolean =>
  asymmetricKeyType === 'rsa' &&
  ((details?.modulusLength ?? 0) < smallestModulus || (details?.publicExponent ?? 0n) < smallestExponent);

const readKey = (jwk: unknown, shape: Shape): NamedKey | string => {
  if (!isObject(jwk)) return 'it is not an object';
  const misfit = misfits.find(([, applies]) => applies(jwk, shape));
  if (misfit !== undefined) return misfit[0];
  const key = readPublicKey(jwk);
  if (key === undefined) return 'it cannot be read';
  if (isWeak(key)) return 'it is too weak';
  return { kid: jwk['kid'] as string | undefined, key };
};

/** Sorts the `keys` of a set into those that fit the one algorithm and those that do not (RFC 7517 section 5). */
export const sortKeys = (jwks: readonly unknown[], algorithm: Algorithm): Sorted => {
  const shape = shapeOf(algorithm);
  const fitting: NamedKey[] = [];
  const ignored: string[] = [];
  for (const [index, jwk] of jwks.entries()) {
    const key = readKey(jwk, shape);
    if (typeof key === 'string') ignored.push(`key ${index + 1} of the key set is ignored: ${key}`);
    else fitting.push(key);
  }
  return { fitting, ignored };
};
