// What does `.env` say? Lines of NAME=value; stricter than other readers, which skip or shorten what they cannot read.

import { meantBy } from './misspelt.ts';
import { knownNames } from './names.ts';

/** Blank, a comment, or NAME=value; a value that holds # or spaces at its ends is quoted, and may then go over lines. */
const setting =
  /^[ \t]*(?:(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(?:"([^"]*)"|'([^']*)'|`([^`]*)`|((?:[^\s#"'`][^\r\n#]*?)?))(?:[ \t]+#[^\r\n]*|[ \t]*)|#[^\r\n]*|[ \t]*)(?:\r?\n|$)/;
const anyLine = /^.*(?:\r?\n|$)/;

type Entry = { readonly line: number; readonly name: string; readonly text: string };

const entryOf = (line: number, found: RegExpExecArray): readonly Entry[] => {
  const [, name, double, single, back, bare] = found;
  const text = double?.replaceAll('\\n', '\n') ?? single ?? back ?? bare ?? '';
  return name === undefined ? [] : [{ line, name, text }];
};

const split = (text: string): { readonly entries: readonly Entry[]; readonly unread: readonly number[] } => {
  const entries: Entry[] = [];
  const unread: number[] = [];
  let rest = text;
  let line = 1;
  while (rest !== '') {
    const found = setting.exec(rest);
    if (found === null) unread.push(line);
    else entries.push(...entryOf(line, found));
    const [taken = rest] = found ?? anyLine.exec(rest) ?? [];
    line += taken.split('\n').length - 1;
    rest = rest.slice(taken.length);
  }
  return { entries, unread };
};

/** A name is shown only when it looks like one: a line of a key that lost its quotes can look like NAME=value. */
const called = (name: string): string => (/^[A-Z]+(?:_[A-Z0-9]+)+$/.test(name) ? name : 'the name there');

const problemOf = ({ name }: Entry, before: readonly Entry[]): string | undefined => {
  const meant = meantBy(name);
  if (meant !== undefined) return `${name} is not a setting; ${meant} was probably meant`;
  if (!knownNames.has(name)) {
    return `${called(name)} is not a setting of this server; remove the line (what other programs read belongs into the environment)`;
  }
  const first = before.find((entry) => entry.name === name);
  return first && `${name} was already set in line ${first.line}; keep one of the two`;
};

/** What `.env` sets, and every problem with it. */
export type DotEnv = {
  readonly texts: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
};

/** Reads the text of `.env`; `\n` in double quotes is a line break. */
export const readDotEnv = (text: string): DotEnv => {
  const { entries, unread } = split(text.replace(/^\uFEFF/, ''));
  const problems = entries.flatMap((entry, index) => {
    const problem = problemOf(entry, entries.slice(0, index));
    return problem === undefined ? [] : `.env line ${entry.line}: ${problem}`;
  });
  const texts = Object.fromEntries(entries.map(({ name, text: value }) => [name, value]));
  if (unread.length === 0) return { texts, problems };
  const form = 'not NAME=value; a value that holds # or goes over several lines is put in quotes';
  return { texts, problems: [...problems, `.env line ${unread.join(', ')}: ${form}`] };
};
