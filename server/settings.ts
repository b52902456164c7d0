// What is this server told to be? Environment, `.env` and policy file together: all of them right, or all problems at once.

import { resolve } from 'node:path';
import type { Config } from '../config/config.ts';
import { type Loaded, loadConfig } from '../config/load.ts';
import type { Reloading } from '../config/reloading.ts';
import type { Policy } from './policy/policy.ts';
import { createReloadingPolicy } from './policy/reloading-policy.ts';

export type Settings = { readonly config: Config; readonly policy: Reloading<Policy> };

type Problems = { readonly problems: readonly string[] };

type Source = {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Where `.env` and relative paths are looked for. */
  readonly cwd: string;
  /** Reads a file as UTF-8; throws when it cannot. */
  readonly readFile: (file: string) => string;
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

/** `.env` is optional; one that is there and cannot be read is a problem. */
const readDotEnv = (readFile: Source['readFile'], file: string): string | Problems => {
  try {
    return readFile(file);
  } catch (error) {
    return isMissing(error) ? '' : { problems: ['.env is there but cannot be read'] };
  }
};

const policyFileOf = (loaded: Loaded): string =>
  'config' in loaded ? loaded.config.policy.file : loaded.policyFile;

/** The policy file that is meant, whether or not the other settings are good; an absolute path. */
export const policyFileIn = ({ env, cwd, readFile }: Source): string => {
  const dotEnv = readDotEnv(readFile, resolve(cwd, '.env'));
  return policyFileOf(loadConfig({ env, cwd, readFile, ...(typeof dotEnv === 'string' ? { dotEnv } : {}) }));
};

export const loadSettings = ({ env, cwd, readFile }: Source): Settings | Problems => {
  const dotEnv = readDotEnv(readFile, resolve(cwd, '.env'));
  if (typeof dotEnv !== 'string') return dotEnv;
  const loaded = loadConfig({ env, cwd, readFile, dotEnv });
  const file = policyFileOf(loaded);
  const outcome = createReloadingPolicy({ file, readFile });
  const problems = [loaded, outcome].flatMap((part) => ('problems' in part ? part.problems : []));
  return 'config' in loaded && 'policy' in outcome
    ? { config: loaded.config, policy: outcome.policy }
    : { problems };
};
