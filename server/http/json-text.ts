// How is a body written so that it is harmless even inside a page? JSON with the characters of markup escaped.

const dangerous = /[<>&\u2028\u2029]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** JSON in which `<`, `>`, `&`, U+2028 and U+2029 stand as escapes; it parses to the same value. */
export const jsonText = (value: unknown): string => JSON.stringify(value).replace(dangerous, escaped);
