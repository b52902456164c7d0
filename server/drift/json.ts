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

/** Many times what an answer of Drift nests; lossless-json reads by recursion, and a stack at its end may end the process, beyond any catch. */
const maxDepth = 64;

const depthChanges: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };

/** Brackets within texts do not count. */
const depthOf = (text: string): number => {
  let [depth, deepest, isText] = [0, 0, false];
  for (let at = 0; at < text.length; at += 1) {
    const letter = text.charAt(at);
    if (letter === '"') isText = !isText;
    else if (isText && letter === '\\') at += 1;
    else if (!isText) depth += depthChanges[letter] ?? 0;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
};

const parseExactly = (text: string): unknown => {
  if (depthOf(text) > maxDepth) throw new RangeError('nested too deeply');
  return parse(text, flat, exactNumber);
};

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Every integer of fewer digits is exact as a floating point number. */
const longNumber = 16;

const isDigit = (text: string, at: number): boolean => {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
};

/** Looks at every sixteenth letter only: so many digits in a row cannot lie between two of those. */
const hasLongNumber = (text: string): boolean => {
  for (let at = longNumber - 1; at < text.length; at += longNumber) {
    let [first, last] = [at, at];
    if (!isDigit(text, at)) continue;
    while (first > 0 && isDigit(text, first - 1)) first -= 1;
    while (last + 1 < text.length && isDigit(text, last + 1) && last - first < longNumber) last += 1;
    if (last - first + 1 >= longNumber) return true;
  }
  return false;
};

/**
 * The engine's own parser is many times faster, but rounds long numbers and forgets the first of two equal keys. What reads
 * back as it was written has lost nothing; whatever does not, if only for a space between two values, is read with care.
 */
const parseText = (text: string): unknown => {
  if (hasLongNumber(text)) return parseExactly(text);
  const value: unknown = JSON.parse(text);
  return JSON.stringify(value) === text ? value : parseExactly(text);
};

/**
 * Parses bytes as UTF-8 JSON; integers beyond 2^53 become `bigint`. A key that stands twice with different values, bad
 * UTF-8 and texts that cannot be read without recursion, when they nest deeper than 64, are refused.
 * @throws ProxyError `upstream_invalid`
 */
export const parseDriftJson = (bytes: Uint8Array): unknown => {
  try {
    return parseText(utf8.decode(bytes));
  } catch (cause) {
    throw new ProxyError('upstream_invalid', { reason: 'not_json', cause });
  }
};
