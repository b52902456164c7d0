// Which policy file is meant? The one that was named, else the one where the user is, else the one of this package.

import { join, resolve } from 'node:path';
import { packageRoot } from './package-root.ts';
import type { Draft } from './read-settings.ts';
import type { ReadFile } from './reloading-file.ts';
import { spec } from './spec.ts';

type Surroundings = {
  readonly readFile: ReadFile;
  /** The working directory. */
  readonly cwd: string;
};

/** `config` may be missing, or be no folder. */
const codesOfAbsence: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR']);

/** A file that is there and cannot be read is not absent: its owner is told, and no other policy takes its place. */
const isAbsent = (path: string, readFile: ReadFile): boolean => {
  try {
    readFile(path);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && codesOfAbsence.has(error.code);
  }
};

/** An absolute path. */
export const policyFileOf = ({ values, given }: Draft, { readFile, cwd }: Surroundings): string => {
  const named = given.has('POLICY_FILE') ? values.POLICY_FILE : undefined;
  if (named !== undefined) return resolve(cwd, named);
  const here = resolve(cwd, spec.POLICY_FILE.default);
  return isAbsent(here, readFile) ? join(packageRoot(import.meta.url), spec.POLICY_FILE.default) : here;
};
