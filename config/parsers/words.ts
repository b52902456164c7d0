// Which word is it? One of a few, a name, or a text of one line.

import type { Parser } from '../parser.ts';

/** Exactly one of the given words, in the same case. */
export const choice =
  <const W extends string>(words: readonly W[]): Parser<W> =>
  (text) => {
    const value = words.find((word) => word === text);
    return value === undefined ? { problem: `must be one of ${words.join(', ')}` } : { value };
  };

/** One line of at most 1024 characters. */
export const line: Parser<string> = (text) =>
  /^[^\p{Cc}\u2028\u2029]{1,1024}$/u.test(text)
    ? { value: text }
    : { problem: 'must be one line of at most 1024 characters without control characters' };

/** A token of RFC 6265 (section 4.1.1) and RFC 9110 (section 5.6.2). */
export const cookieName: Parser<string> = (text) =>
  /^[\w!#$%&'*+.^`|~-]{1,128}$/.test(text)
    ? { value: text }
    : {
        problem:
          "must be the name of a cookie: letters, digits and !#$%&'*+-.^_`|~ only, for example __Host-session",
      };

/** The number of a Drift organisation, kept as text. */
export const organisation: Parser<string> = (text) =>
  /^[1-9]\d{0,18}$/.test(text)
    ? { value: text }
    : { problem: 'must be the number of your organisation, as Drift shows it' };
