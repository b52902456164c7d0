// Did the holder of one of these keys sign this token? The library is asked about the signature alone.

import type { KeyObject } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { Algorithm } from '../../config/config.ts';
import { refused } from './refusal.ts';

/** A payload whose signature is good; nothing is said about its claims. */
export type Payload = Readonly<Record<string, unknown>>;

/**
 * The payload, if one of the keys verifies the token. The token must have passed the gate.
 * @throws ProxyError `token_invalid`
 */
export type VerifySignature = (token: string, keys: readonly KeyObject[]) => Payload;

const isPayload = (value: unknown): value is Payload =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** RFC 8017 section 8.1.2. OpenSSL takes a PSS signature without its leading zeros too: a second text for one token. */
const isAsLongAsModulus = (token: string, { asymmetricKeyDetails }: KeyObject): boolean => {
  const bits = asymmetricKeyDetails?.modulusLength;
  if (bits === undefined) return true;
  const signature = token.slice(token.lastIndexOf('.') + 1);
  return Buffer.byteLength(signature, 'base64url') === Math.ceil(bits / 8);
};

export const createVerifySignature = ({ algorithm }: { readonly algorithm: Algorithm }): VerifySignature => {
  const options = {
    algorithms: [algorithm],
    // The claims are checked on our clock; given a timestamp, the library does not look at the machine's.
    ignoreExpiration: true,
    ignoreNotBefore: true,
    clockTimestamp: 1,
  };

  const tryKey = (token: string, key: KeyObject): unknown => {
    if (!isAsLongAsModulus(token, key)) return undefined;
    try {
      return jwt.verify(token, key, options);
    } catch {
      return undefined;
    }
  };

  return (token, keys) => {
    if (keys.length === 0) throw refused('unknown_key');
    for (const key of keys) {
      const payload = tryKey(token, key);
      if (isPayload(payload)) return payload;
    }
    throw refused('bad_signature');
  };
};
