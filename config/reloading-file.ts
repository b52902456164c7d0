// What does a file say now? A value that is read again from its file, and stays as it was when the file turns bad.

import { andThen, type Parsed, type Parser } from './parser.ts';
import type { Reload, Reloading } from './reloading.ts';

type Kept = Exclude<Reload, string>;

/** Reads a text file as UTF-8, as `readFileSync(path, 'utf8')` does; throws when it cannot. */
export type ReadFile = (path: string) => string;

type Source<T> = {
  readonly name: string;
  readonly path: string;
  readonly readFile: ReadFile;
  /** Each new text must pass it. */
  readonly parse: Parser<T>;
};

/** System errors carry the path in their message, so only their code is told. */
const codeOf = (error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return /^E[A-Z]{2,20}$/.test(code) ? ` (${code})` : '';
};

const readText = (path: string, readFile: ReadFile): Parsed<string> => {
  try {
    const text = readFile(path).replace(/\r?\n$/, '');
    if (text === '') return { problem: 'names an empty file' };
    if (text.includes('\uFFFD')) {
      return { problem: 'names a file that is not UTF-8 text; write bytes as base64: or hex:' };
    }
    if (text.startsWith('\uFEFF')) {
      return { problem: 'names a file that begins with a byte order mark; save it without' };
    }
    return { value: text };
  } catch (error) {
    return { problem: `names a file that cannot be read${codeOf(error)}` };
  }
};

const isSame = (one: Parsed<string>, other: Parsed<string>): boolean =>
  'value' in one
    ? 'value' in other && one.value === other.value
    : 'problem' in other && one.problem === other.problem;

/** Holds a value and follows what each look finds. */
const following = <T>(name: string, first: T, look: () => Parsed<T> | 'same' | Kept): Reloading<T> => {
  let current = first;
  return {
    name,
    get current() {
      return current;
    },
    reload: () => {
      const found = look();
      if (found === 'same' || 'kept' in found) return found;
      if ('problem' in found) return { kept: `${name} ${found.problem}` };
      current = found.value;
      return 'replaced';
    },
  };
};

/**
 * Reads a file now, and again at each `reload()`. It compares what the file says, not when it was written: Kubernetes
 * swaps a symlink. A bad text is reported once, not at every look.
 */
export const createReloadingFile = <T>({ name, path, readFile, parse }: Source<T>): Parsed<Reloading<T>> => {
  let seen = readText(path, readFile);
  const look = () => {
    const text = readText(path, readFile);
    if (isSame(text, seen)) return 'same';
    seen = text;
    return andThen(text, parse);
  };
  return andThen(andThen(seen, parse), (first) => ({ value: following(name, first, look) }));
};

/** The same source seen through one more check, which each new value must pass as well. */
export const refined = <T, U>(
  source: Reloading<T>,
  refine: (value: T) => Parsed<U>,
): Parsed<Reloading<U>> => {
  const look = () => {
    const outcome = source.reload();
    return outcome === 'replaced' ? refine(source.current) : outcome;
  };
  return andThen(refine(source.current), (first) => ({ value: following(source.name, first, look) }));
};
