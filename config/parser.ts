// What is a parser? Text in; out comes a value, or what is wrong with the text and what to write instead.

/**
 * What a parser makes of a text. A `problem` goes on where the name of the variable left off ("PORT" + "must be a
 * whole number …"), says what to write, and never holds the text itself.
 */
export type Parsed<T> = { readonly value: T } | { readonly problem: string };

/** Pure: the same text always gives the same answer. */
export type Parser<T> = (text: string) => Parsed<T>;

/** Goes on with the value, if there is one. */
export const andThen = <T, U>(parsed: Parsed<T>, next: (value: T) => Parsed<U>): Parsed<U> =>
  'problem' in parsed ? parsed : next(parsed.value);

/** Puts the name of the variable in front of its problem. */
export const named = <T>(name: string, parsed: Parsed<T>): Parsed<T> =>
  'problem' in parsed ? { problem: `${name} ${parsed.problem}` } : parsed;

/** All the values, or every problem; of several entries it says which one is meant. */
export const all = <T>(entries: readonly Parsed<T>[]): Parsed<readonly T[]> => {
  const values: T[] = [];
  const problems: string[] = [];
  for (const [index, entry] of entries.entries()) {
    if ('value' in entry) values.push(entry.value);
    else problems.push(entries.length === 1 ? entry.problem : `entry ${index + 1} ${entry.problem}`);
  }
  return problems.length === 0 ? { value: values } : { problem: problems.join('; ') };
};

/** The word `off`, or whatever `parse` takes. */
export const orOff =
  <T>(parse: Parser<T>): Parser<T | 'off'> =>
  (text) => {
    if (text === 'off') return { value: 'off' };
    const parsed = parse(text);
    return 'problem' in parsed ? { problem: `${parsed.problem}, or off` } : parsed;
  };

/** Entries with commas between them; spaces around an entry do not count. */
export const listOf =
  <T>(parse: Parser<T>): Parser<readonly T[]> =>
  (text) => {
    const entries = text.split(',').map((entry) => entry.trim());
    if (entries.includes('')) {
      return { problem: 'has an empty entry; write one comma between two entries and none at the end' };
    }
    return all(entries.map(parse));
  };
