import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { headerSecret } from '../../../config/parsers/secrets.ts';
import type { Reloading } from '../../../config/reloading.ts';
import { createReloadingFile, type ReadFile, refined } from '../../../config/reloading-file.ts';

const failWith = (code: string): never => {
  throw Object.assign(new Error('/run/secrets/token is not there'), { code });
};

/** A file in memory that a test can change. */
const createFile = (first: string) => {
  let read: () => string = () => first;
  return {
    readFile: () => read(),
    write: (text: string) => {
      read = () => text;
    },
    remove: () => {
      read = () => failWith('ENOENT');
    },
  };
};

const open = (readFile: ReadFile, path = '/run/secrets/token') =>
  createReloadingFile({ name: 'DRIFT_TOKEN_FILE', path, readFile, parse: headerSecret });

const opened = (readFile: ReadFile, path?: string): Reloading<string> => {
  const parsed = open(readFile, path);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.value;
};

const kept = (words: string) => ({ kept: expect.stringMatching(new RegExp(`^DRIFT_TOKEN_FILE .*${words}`)) });

describe('a secret in a file', () => {
  it.each([
    ['abc', 'abc'],
    ['abc\n', 'abc'],
    ['abc\r\n', 'abc'],
    ['base64:YSxi\n', 'a,b'],
  ])('%j is %j: one line break at the end is cut', (text, value) => {
    expect(opened(() => text).current).toBe(value);
  });

  it.each([
    ['abc\n\n', 'visible ASCII'],
    ['', 'names an empty file'],
    ['\n', 'names an empty file'],
    ['\uFEFFabc', 'byte order mark'],
    ['ab\uFFFDc', 'not UTF-8'],
    ['two words', 'visible ASCII'],
  ])('%j is refused', (text, words) => {
    expect(open(() => text)).toEqual({ problem: expect.stringContaining(words) });
  });

  it('that is not there is refused with the code of the system and not its path', () => {
    expect(open(() => failWith('ENOENT'))).toEqual({ problem: 'names a file that cannot be read (ENOENT)' });
    expect(open(() => failWith('/run'))).toEqual({ problem: 'names a file that cannot be read' });
  });

  it('that did not change is the same', () => {
    expect(opened(() => 'abc\n').reload()).toBe('same');
  });

  it('that changed is replaced', () => {
    const file = createFile('old\n');
    const token = opened(file.readFile);
    file.write('new\n');
    expect(token.reload()).toBe('replaced');
    expect(token.current).toBe('new');
    expect(token.reload()).toBe('same');
  });

  it.each([
    ['is empty', '\n', 'empty'],
    ['is invalid', 'two words', 'visible ASCII'],
  ])('that %s later is not taken: the old one is kept, and that is said once', (_, text, words) => {
    const file = createFile('old');
    const token = opened(file.readFile);
    file.write(text);
    expect(token.reload()).toEqual(kept(words));
    expect(token.current).toBe('old');
    expect(token.reload()).toBe('same');
  });

  it('that vanishes is kept, and taken again when it comes back', () => {
    const file = createFile('old');
    const token = opened(file.readFile);
    file.remove();
    expect(token.reload()).toEqual(kept('cannot be read'));
    expect(token.reload()).toBe('same');
    file.write('new');
    expect(token.reload()).toBe('replaced');
    expect(token.current).toBe('new');
  });
});

describe('a value seen through one more check', () => {
  const long = (text: string) => (text.length > 3 ? { value: text.length } : { problem: 'is too short' });
  const view = (readFile: ReadFile): Reloading<number> => {
    const parsed = refined(opened(readFile), long);
    if ('problem' in parsed) throw new Error(parsed.problem);
    return parsed.value;
  };

  it('must pass it at first', () => {
    expect(
      refined(
        opened(() => 'abc'),
        long,
      ),
    ).toEqual({ problem: 'is too short' });
  });

  it('is replaced when the new value passes both checks', () => {
    const file = createFile('abcd');
    const length = view(file.readFile);
    file.write('abcdef');
    expect(length.reload()).toBe('replaced');
    expect(length.current).toBe(6);
  });

  it.each([
    ['the first', 'two words', 'visible ASCII'],
    ['the second', 'abc', 'is too short'],
  ])('is kept when the new value fails %s', (_, text, words) => {
    const file = createFile('abcd');
    const length = view(file.readFile);
    file.write(text);
    expect(length.reload()).toEqual(kept(words));
    expect(length.current).toBe(4);
  });
});

describe('a Kubernetes volume', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'secret-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('whose symlink is swapped gives the new secret', () => {
    const release = (version: string) => {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'token'), version);
      symlinkSync(version, join(folder, 'next'));
      renameSync(join(folder, 'next'), join(folder, '..data'));
    };
    release('v1');
    symlinkSync(join('..data', 'token'), join(folder, 'token'));
    const token = opened((path) => readFileSync(path, 'utf8'), join(folder, 'token'));
    expect(token.current).toBe('v1');
    release('v2');
    expect(token.reload()).toBe('replaced');
    expect(token.current).toBe('v2');
  });
});
