// What was set, and can it be read? Every row of the table, from the environment, `.env`, a file or its default.

import { resolve } from 'node:path';
import { fileForm, formsOf, settingNames } from './names.ts';
import { andThen, named, type Parsed } from './parser.ts';
import { constant, type Reloading } from './reloading.ts';
import { createReloadingFile, type ReadFile } from './reloading-file.ts';
import { type Name, rows, type spec } from './spec.ts';

type Spec = typeof spec;
type Taken<N extends Name> = Spec[N] extends { readonly parse: (text: string) => Parsed<infer T> }
  ? T
  : never;
type Held<N extends Name> = Spec[N] extends { readonly file: true } ? Reloading<Taken<N>> : Taken<N>;
type Certain = { readonly default: string } | { readonly required: 'always' };

/** The value of every row; undefined where a row may stay unset. */
export type Settings = { readonly [N in Name]: Spec[N] extends Certain ? Held<N> : Held<N> | undefined };

/** What could be read, for checks that go on although something is wrong. */
export type Draft = {
  /** Without those that have a problem. */
  readonly values: Partial<Settings>;
  /** Which variable gave each setting (X or X_FILE); also for those that have a problem. */
  readonly given: ReadonlyMap<Name, string>;
  readonly problems: readonly string[];
};

/** Names to texts; an empty text counts as unset. */
export type Texts = Readonly<Record<string, string | undefined>>;

type Surroundings = {
  /** The first that sets a row, in whatever form, decides. */
  readonly sources: readonly Texts[];
  readonly readFile: ReadFile;
  /** Where relative paths start. */
  readonly cwd: string;
};

type Given = { readonly variable: string; readonly text: string };

const givenBy = (name: Name, texts: Texts): readonly Given[] =>
  formsOf(name).flatMap((variable) => {
    const text = texts[variable];
    return text === undefined || text === '' ? [] : { variable, text };
  });

const absent = (name: Name): Parsed<unknown> => {
  const row = rows[name];
  if ('default' in row) return row.parse(row.default);
  if (!('required' in row) || row.required !== 'always') return { value: undefined };
  return { problem: `is required${row.file ? ` (or ${fileForm(name)})` : ''}. ${row.meaning}` };
};

const readGiven = (
  name: Name,
  { variable, text }: Given,
  { readFile, cwd }: Surroundings,
): Parsed<unknown> => {
  const { file, parse } = rows[name];
  if (!file) return parse(text.trim());
  if (variable === name) return andThen(parse(text), (value) => ({ value: constant(name, value) }));
  return createReloadingFile({ name: variable, path: resolve(cwd, text), readFile, parse });
};

type Read = { readonly variable: string | undefined; readonly parsed: Parsed<unknown> };

const readRow = (name: Name, surroundings: Surroundings): Read => {
  const givens = surroundings.sources.map((texts) => givenBy(name, texts)).find(({ length }) => length > 0);
  const [one, other] = givens ?? [];
  if (one === undefined) return { variable: undefined, parsed: named(name, absent(name)) };
  const { variable } = one;
  if (other === undefined) return { variable, parsed: named(variable, readGiven(name, one, surroundings)) };
  return { variable, parsed: { problem: `${name} and ${other.variable} are both set; keep one of them` } };
};

/** Reads every row; says everything that is wrong at once. */
export const readSettings = (surroundings: Surroundings): Draft => {
  const values: Record<string, unknown> = {};
  const given = new Map<Name, string>();
  const problems: string[] = [];
  for (const name of settingNames) {
    const { variable, parsed } = readRow(name, surroundings);
    if (variable !== undefined) given.set(name, variable);
    if ('value' in parsed) values[name] = parsed.value;
    else problems.push(parsed.problem);
  }
  return { values: values as Partial<Settings>, given, problems };
};
