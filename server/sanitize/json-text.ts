// What stands at this pointer inside a text that is itself JSON? (RFC 6901; Drift keeps locations that way.)

import { isAbsent, own } from './own.ts';
import type { DropReason, SieveEvents } from './values.ts';

/** Longer texts are not parsed: Drift's own hold some hundred characters. */
const maxLength = 65_536;

type Read = { readonly value: unknown } | { readonly dropped: DropReason };

const unescaped = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

const child = (value: unknown, token: string): unknown => {
  if (!Array.isArray(value)) return own(value, token);
  return /^(0|[1-9]\d{0,15})$/.test(token) ? value[Number(token)] : undefined;
};

const readText = (text: unknown): Read => {
  if (isAbsent(text)) return { value: undefined };
  if (typeof text !== 'string') return { dropped: 'wrong_type' };
  if (text.length > maxLength) return { dropped: 'too_long' };
  try {
    return { value: JSON.parse(text) };
  } catch {
    return { dropped: 'malformed' };
  }
};

/**
 * Reads the value at `pointer` in a JSON text; undefined when nothing is there. A value that is no such text, or one
 * too long to be read, is reported as dropped.
 */
export const createJsonReader = (pointer: string, { dropped }: SieveEvents): ((text: unknown) => unknown) => {
  const tokens = pointer.split('/').slice(1).map(unescaped);
  return (text) => {
    const read = readText(text);
    if ('value' in read) return tokens.reduce(child, read.value);
    dropped(read.dropped);
    return undefined;
  };
};
