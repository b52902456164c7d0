// Is the configuration good? Reads it all, checks it all, and gives either the configuration or every problem at once.

import { join, resolve } from 'node:path';
import { assemble } from './assemble.ts';
import type { Config } from './config.ts';
import { contradictions } from './contradictions.ts';
import { readDotEnv } from './dot-env.ts';
import { meantBy } from './misspelt.ts';
import { packageRoot } from './package-root.ts';
import { type Draft, readSettings, type Settings, type Texts } from './read-settings.ts';
import type { ReadFile } from './reloading-file.ts';
import { sessionSource } from './session-source.ts';
import { spec } from './spec.ts';

type Surroundings = {
  /** The environment of the process; an empty text counts as unset. */
  readonly env: Texts;
  /** The text of `.env`, if there is one; the environment wins over it. */
  readonly dotEnv?: string | undefined;
  readonly readFile: ReadFile;
  /** The working directory: where relative paths start. */
  readonly cwd: string;
};

/** `problems` are whole sentences that name the variable and what to do, and never show a value. */
export type Loaded =
  | { readonly config: Config }
  | {
      readonly problems: readonly string[];
      /** Where the policy would be, so that its problems can be told in the same breath. */
      readonly policyFile: string;
    };

const misspelt = (env: Texts): readonly string[] =>
  Object.keys(env).flatMap((name) => {
    const meant = env[name] ? meantBy(name) : undefined;
    return meant === undefined ? [] : `${name} is not a setting; ${meant} was probably meant`;
  });

/** The default is a file of this package, wherever that is installed; a path of the user starts where the user is. */
const policyFileOf = ({ values, given }: Draft, cwd: string): string =>
  given.has('POLICY_FILE') && values.POLICY_FILE !== undefined
    ? resolve(cwd, values.POLICY_FILE)
    : join(packageRoot(import.meta.url), spec.POLICY_FILE.default);

/** Reads the whole configuration; problems are collected, never thrown. */
export const loadConfig = ({ env, dotEnv = '', readFile, cwd }: Surroundings): Loaded => {
  const fromFile = readDotEnv(dotEnv);
  const draft = readSettings({ sources: [env, fromFile.texts], readFile, cwd });
  const session = sessionSource(draft);
  const policyFile = policyFileOf(draft, cwd);
  const problems = [...misspelt(env), ...fromFile.problems, ...draft.problems, ...contradictions(draft)];
  if (session === undefined) return { problems, policyFile };
  if ('problem' in session) return { problems: [...problems, session.problem], policyFile };
  if (problems.length > 0) return { problems, policyFile };
  const settings = draft.values as Settings; // Without a problem, no row is missing.
  return { config: assemble({ settings, session: session.value, policyFile }) };
};
