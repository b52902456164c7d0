// Does this text have the form of a token of ours? Everything that can be said before a key or a library is involved.

import type { Algorithm } from '../../config/config.ts';
import { type Refusal, refused } from './refusal.ts';

/** What the form alone tells: the name of the key, if the header gives one. Nothing here is proven yet. */
export type Inspected = { readonly kid: string | undefined };

/**
 * Lets a token of at most 8 KiB pass, whose three parts are canonical base64url, whose header is a JSON object with the
 * one algorithm, and whose payload is a JSON object (RFC 7515 section 3.1, RFC 8725 sections 3.1 and 3.11).
 * @throws ProxyError `token_invalid`, and nothing else whatever the text
 */
export type Gate = (token: string) => Inspected;

type JsonObject = Readonly<Record<string, unknown>>;

const maxTokenLength = 8 * 1024;
const maxKidLength = 256;
const acceptedTypes: readonly unknown[] = ['jwt', 'at+jwt'];
/** They change how a token is to be read; `jku`, `jwk`, `x5u` and `x5c` only offer keys, and are not looked at. */
const unsupportedHeaders = ['crit', 'b64', 'zip'];

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

const decodeCanonical = (part: string): Buffer => {
  const bytes = Buffer.from(part, 'base64url');
  if (part === '' || bytes.toString('base64url') !== part) throw refused('not_canonical_base64url');
  return bytes;
};

const parseObject = (bytes: Uint8Array, otherwise: Refusal): JsonObject => {
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(bytes));
  } catch {
    throw refused(otherwise);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refused(otherwise);
  return value as JsonObject;
};

const isAcceptedType = (type: unknown): boolean =>
  type === undefined || (typeof type === 'string' && acceptedTypes.includes(type.toLowerCase()));

const readKid = (header: JsonObject): string | undefined => {
  if (!Object.hasOwn(header, 'kid')) return undefined;
  const kid = header['kid'];
  if (typeof kid !== 'string' || kid.length > maxKidLength) throw refused('malformed_kid');
  return kid;
};

export const createGate =
  ({ algorithm }: { readonly algorithm: Algorithm }): Gate =>
  (token) => {
    if (token.length > maxTokenLength) throw refused('too_long');
    const [head, body, signature, ...more] = token.split('.');
    if (head === undefined || body === undefined || signature === undefined || more.length > 0) {
      throw refused('not_three_parts');
    }
    const headBytes = decodeCanonical(head);
    const bodyBytes = decodeCanonical(body);
    decodeCanonical(signature);

    const header = parseObject(headBytes, 'header_not_an_object');
    if (header['alg'] !== algorithm) throw refused('other_algorithm');
    if (!isAcceptedType(header['typ'])) throw refused('other_type');
    if (unsupportedHeaders.some((name) => Object.hasOwn(header, name))) throw refused('unsupported_header');
    const kid = readKid(header);

    parseObject(bodyBytes, 'payload_not_an_object');
    return { kid };
  };
