// Is the configuration good? Reads it all, checks it all, and gives either the configuration or every problem at once.

import { assemble } from './assemble.ts';
import type { Config } from './config.ts';
import { contradictions } from './contradictions.ts';
import { readDotEnv } from './dot-env.ts';
import { meantBy } from './misspelt.ts';
import { operatorToken } from './operator-token.ts';
import type { Parsed } from './parser.ts';
import { policyFileOf } from './policy-file.ts';
import { readSettings, type Settings, type Texts } from './read-settings.ts';
import type { ReadFile } from './reloading-file.ts';
import { sessionSource } from './session-source.ts';

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

const problemOf = (parsed: Parsed<unknown> | undefined): readonly string[] =>
  parsed !== undefined && 'problem' in parsed ? [parsed.problem] : [];

/** Reads the whole configuration; problems are collected, never thrown. */
export const loadConfig = ({ env, dotEnv = '', readFile, cwd }: Surroundings): Loaded => {
  const fromFile = readDotEnv(dotEnv);
  const draft = readSettings({ sources: [env, fromFile.texts], readFile, cwd });
  const session = sessionSource(draft);
  const adminToken = operatorToken(draft);
  const policyFile = policyFileOf(draft, { readFile, cwd });
  const problems = [
    ...misspelt(env),
    ...fromFile.problems,
    ...draft.problems,
    ...contradictions(draft),
    ...problemOf(session),
    ...problemOf(adminToken),
  ];
  if (problems.length > 0 || session === undefined || 'problem' in session || 'problem' in adminToken) {
    return { problems, policyFile };
  }
  // Without a problem, no row is missing.
  const settings = { ...draft.values, ADMIN_TOKEN: adminToken.value } as Settings;
  return { config: assemble({ settings, session: session.value, policyFile }) };
};
