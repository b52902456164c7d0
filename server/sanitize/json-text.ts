// What stands at this pointer inside a text that is itself JSON? (RFC 6901; Drift keeps locations that way.)

import { own } from './own.ts';

/** Longer texts are not parsed: Drift's own hold some hundred characters. */
const maxLength = 65_536;

const unescaped = (token: string): string => token.replaceAll('~1', '/').replaceAll('~0', '~');

const child = (value: unknown, token: string): unknown => {
  if (!Array.isArray(value)) return own(value, token);
  return /^(0|[1-9]\d{0,15})$/.test(token) ? value[Number(token)] : undefined;
};

const parsed = (text: unknown): unknown => {
  if (typeof text !== 'string' || text.length > maxLength) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Reads the value at `pointer` in a JSON text; undefined when there is none, or the text is no JSON. */
export const createJsonReader = (pointer: string): ((text: unknown) => unknown) => {
  const tokens = pointer.split('/').slice(1).map(unescaped);
  return (text) => tokens.reduce(child, parsed(text));
};
