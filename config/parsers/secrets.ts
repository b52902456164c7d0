// What bytes does a secret stand for? Text as it is, or `base64:…` and `hex:…`; two with a comma between while rotating.

import { all, andThen, type Parsed, type Parser } from '../parser.ts';
import { weakness } from '../weak-secrets.ts';

const fromBase64: Parser<Buffer> = (digits) => {
  const bytes = Buffer.from(digits, 'base64url');
  const again = bytes.toString('base64url');
  const given = digits
    .replace(/={1,2}$/, '')
    .replaceAll('+', '-')
    .replaceAll('/', '_');
  return again === given ? { value: bytes } : { problem: 'says base64: but what follows is not base64' };
};

const fromHex: Parser<Buffer> = (digits) =>
  /^(?:[0-9a-f]{2})*$/i.test(digits)
    ? { value: Buffer.from(digits, 'hex') }
    : { problem: 'says hex: but what follows is not pairs of hexadecimal digits' };

const decoded = (text: string): Parsed<Buffer> => {
  if (text.startsWith('base64:')) return fromBase64(text.slice('base64:'.length));
  if (text.startsWith('hex:')) return fromHex(text.slice('hex:'.length));
  return { value: Buffer.from(text, 'utf8') };
};

const secret: Parser<Buffer> = (text) =>
  andThen(decoded(text), (bytes) => (bytes.length === 0 ? { problem: 'is empty' } : { value: bytes }));

/** What travels in an HTTP header: visible ASCII characters only (RFC 9110, section 5.5). */
const fitForHeader = (bytes: Buffer): Parsed<Buffer> =>
  bytes.every((byte) => byte > 0x20 && byte < 0x7f)
    ? { value: bytes }
    : {
        problem:
          'may hold only visible ASCII characters: no spaces, line breaks or quotes from another alphabet',
      };

const oneOrTwo =
  (parse: Parser<Buffer>): Parser<readonly Buffer[]> =>
  (text) => {
    const parts = text.split(',');
    if (parts.length > 2) {
      return {
        problem: 'holds more than one comma; give at most two secrets, and one that holds a comma as base64:',
      };
    }
    return all(parts.map(parse));
  };

/** The bytes of one secret, or of two while one takes over from the other. */
export const secrets = oneOrTwo(secret);

/** One secret that travels in an HTTP header. */
export const headerSecret: Parser<string> = (text) => {
  if (text.includes(',')) {
    return { problem: 'must be one secret; one that holds a comma is given as base64:' };
  }
  return andThen(andThen(secret(text), fitForHeader), (bytes) => ({ value: bytes.toString('latin1') }));
};

/** Shorter ones can be guessed. */
const leastTokenBytes = 8;

const longEnough = (bytes: Buffer): Parsed<Buffer> =>
  bytes.length >= leastTokenBytes
    ? { value: bytes }
    : {
        problem: `must be at least ${leastTokenBytes} bytes; copy the verification token from the app's page`,
      };

/** The tokens that a webhook may prove itself with: one, or two while one takes over from the other. */
export const webhookTokens = oneOrTwo((text) => andThen(andThen(secret(text), fitForHeader), longEnough));

/** AES-256 takes no other length. */
const cacheKeyBytes = 32;
const makeOne = `make one with: openssl rand -base64 ${cacheKeyBytes}`;

const cacheKey: Parser<Buffer> = (text) => {
  const key = decoded(/^(?:base64|hex):/.test(text) ? text : `base64:${text}`);
  if ('problem' in key || key.value.length !== cacheKeyBytes) {
    return { problem: `must be ${cacheKeyBytes} bytes in base64; ${makeOne}` };
  }
  const weak = weakness(key.value);
  return weak === undefined ? key : { problem: `${weak}; ${makeOne}` };
};

/** One key, or two while one takes over from the other; base64 needs no prefix, since bytes are what it is about. */
export const cacheKeys = oneOrTwo(cacheKey);
