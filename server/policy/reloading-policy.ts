// Which policy is in force now? The one of the file, or the last good one while the file is wrong.

import type { Reload, Reloading } from '../../config/reloading.ts';
import type { Policy } from './policy.ts';
import { type PolicyOutcome, readPolicy } from './policy-file.ts';

type Options = {
  /** POLICY_FILE. */
  readonly file: string;
  /** Reads a file as UTF-8 text; may throw. */
  readonly readFile: (file: string) => string;
};

type Outcome = { readonly policy: Reloading<Policy> } | { readonly problems: readonly string[] };

/** The text, or undefined when it cannot be had just now. */
const textOf = ({ file, readFile }: Options): string | undefined => {
  try {
    return readFile(file);
  } catch {
    return undefined;
  }
};

const read = (text: string | undefined): PolicyOutcome =>
  text === undefined ? { problems: ['cannot be read'] } : readPolicy(text);

const withFile = (file: string, problems: readonly string[]): readonly string[] =>
  problems.map((problem) => `${file}: ${problem}`);

/**
 * Reads the policy for the first time, and hands back either all its problems, each beginning with the
 * name of the file, or the policy to look at again. A file that went wrong is reported once, not at every look.
 */
export const createReloadingPolicy = (options: Options): Outcome => {
  let seen = textOf(options);
  const first = read(seen);
  if ('problems' in first) return { problems: withFile(options.file, first.problems) };

  let current = first.policy;
  const reload = (): Reload => {
    const text = textOf(options);
    if (text === seen) return 'same';
    seen = text;
    const next = read(text);
    if ('problems' in next) return { kept: withFile(options.file, next.problems).join('; ') };
    current = next.policy;
    return 'replaced';
  };

  return {
    policy: {
      name: options.file,
      get current() {
        return current;
      },
      reload,
    },
  };
};
