// What does Drift's JSON say, number for number? 64-bit integers keep every digit.

import { parse } from 'lossless-json';
import { ProxyError } from '../errors.ts';

/** Longer integers are no ids of anybody; as floating point they fit no attribute type either. */
const longestInteger = 20;
const integer = /^-?\d+$/;

const exactNumber = (text: string): number | bigint => {
  const number = Number(text);
  const rounded = integer.test(text) && !Number.isSafeInteger(number) && text.length <= longestInteger;
  return rounded ? BigInt(text) : number;
};

/**
 * lossless-json puts a text together letter by letter, and V8 keeps a node for each letter (fourteen times the size)
 * until the text is read by position; entries would rest that way.
 */
const flat = (_key: string, value: unknown): unknown => {
  if (typeof value === 'string') value.charCodeAt(0);
  return value;
};

const parseExactly = (text: string): unknown => parse(text, flat, exactNumber);

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Every integer of up to fifteen digits is exact as a floating point number. */
const longNumber = /\d{16}/;

/**
 * The engine's own parser is many times faster, but rounds long numbers and forgets the first of two equal keys. What reads
 * back as it was written has lost nothing; whatever does not, if only for a space between two values, is read with care.
 */
const parseText = (text: string): unknown => {
  if (longNumber.test(text)) return parseExactly(text);
  const value: unknown = JSON.parse(text);
  return JSON.stringify(value) === text ? value : parseExactly(text);
};

/**
 * Parses bytes as UTF-8 JSON; integers beyond 2^53 become `bigint`. A key that stands twice with different values, bad
 * UTF-8 and nesting too deep for the stack are refused.
 * @throws ProxyError `upstream_invalid`
 */
export const parseDriftJson = (bytes: Uint8Array): unknown => {
  try {
    return parseText(utf8.decode(bytes));
  } catch (cause) {
    throw new ProxyError('upstream_invalid', { reason: 'not_json', cause });
  }
};
