// How do tests come by tokens, good and forged? Signed with node:crypto alone, so that the library under test has no say.

import {
  constants,
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto';
import type { Algorithm } from '../../config/config.ts';

type Json = Readonly<Record<string, unknown>>;

/** What signs a token and what verifies it; with a secret both are the same. */
export type TestKeys = { readonly signing: KeyObject; readonly verifying: KeyObject };

const curves: Readonly<Record<string, string>> = {
  ES256: 'prime256v1',
  ES384: 'secp384r1',
  ES512: 'secp521r1',
};

export const createSecret = (bytes = 64): TestKeys => {
  const secret = createSecretKey(randomBytes(bytes));
  return { signing: secret, verifying: secret };
};

export const createRsaKeys = (modulusLength = 2048, publicExponent = 65_537): TestKeys => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength, publicExponent });
  return { signing: privateKey, verifying: publicKey };
};

export const createEcKeys = (namedCurve: string): TestKeys => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
  return { signing: privateKey, verifying: publicKey };
};

const createKeysFor = (kind: string): TestKeys => {
  if (kind === 'secret') return createSecret();
  return kind === 'rsa' ? createRsaKeys() : createEcKeys(kind);
};

const kindFor = (algorithm: Algorithm): string =>
  curves[algorithm] ?? (algorithm.startsWith('HS') ? 'secret' : 'rsa');

const made = new Map<string, TestKeys>();

/** Keys that fit the algorithm: made when first asked for, and the same ever after in one test file. */
export const keysFor = (algorithm: Algorithm): TestKeys => {
  const kind = kindFor(algorithm);
  const keys = made.get(kind) ?? createKeysFor(kind);
  made.set(kind, keys);
  return keys;
};

export const sampleIssuer = 'https://login.example.com';
export const sampleAudience = 'https://www.example.com';
/** The wall clock of `createManualClock`. */
export const sampleTime = Date.parse('2026-11-22T10:00:00Z');

/**
 * Claims of a good token that was issued just now and lives an hour; an override of `undefined` removes a claim.
 * @param at milliseconds since 1970
 */
export const sampleClaims = (overrides: Json = {}, at = sampleTime): Json => {
  const iat = Math.floor(at / 1000);
  return { iss: sampleIssuer, aud: sampleAudience, sub: 'visitor-1', iat, exp: iat + 3600, ...overrides };
};

type Part = string | Uint8Array | object;

const encodePart = (part: Part): string => {
  if (part instanceof Uint8Array || typeof part === 'string') return Buffer.from(part).toString('base64url');
  return Buffer.from(JSON.stringify(part)).toString('base64url');
};

type Forgery = {
  /** Text and bytes are encoded as they are, objects as their JSON. */
  readonly header?: Part;
  readonly payload?: Part;
  /** Bytes are encoded; text is taken for the encoded signature itself. */
  readonly signature?: string | Uint8Array;
};

/** Three parts put together as told, whatever they are. */
export const forgeToken = ({
  header = { alg: 'HS256', typ: 'JWT' },
  payload = sampleClaims(),
  signature = randomBytes(32),
}: Forgery): string =>
  [
    encodePart(header),
    encodePart(payload),
    typeof signature === 'string' ? signature : encodePart(signature),
  ].join('.');

/** The signature of `algorithm` over `text` (RFC 7518 section 3). */
export const signText = (text: string, algorithm: Algorithm, key: KeyObject): Buffer => {
  const hash = `sha${algorithm.slice(2)}`;
  const bytes = Buffer.from(text);
  switch (algorithm.slice(0, 2)) {
    case 'HS':
      return createHmac(hash, key).update(bytes).digest();
    case 'ES':
      return sign(hash, bytes, { key, dsaEncoding: 'ieee-p1363' });
    case 'PS':
      return sign(hash, bytes, {
        key,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
      });
    default:
      return sign(hash, bytes, key);
  }
};

type Signing = {
  /** The key for the signature; `keysFor(algorithm)` without it. */
  readonly key?: KeyObject;
  readonly algorithm?: Algorithm;
  /** Added to `alg` and `typ`, or in their place; `undefined` removes one. */
  readonly header?: Json;
};

/** A token whose signature is good for these parts, be they what they may. */
export const signToken = (
  claims: Part = sampleClaims(),
  { algorithm = 'HS256', key = keysFor(algorithm).signing, header = {} }: Signing = {},
): string => {
  const text = `${encodePart({ alg: algorithm, typ: 'JWT', ...header })}.${encodePart(claims)}`;
  return `${text}.${signText(text, algorithm, key).toString('base64url')}`;
};
