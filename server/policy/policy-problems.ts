// What is wrong with the policy file, in words? One problem a line, each with its path and never with a value.

import type { z } from 'zod';
import type { FilePath } from './policy-yaml.ts';

export type FileProblem = { readonly path: FilePath; readonly text: string };

/** What the check expected, in the words of somebody who writes YAML. */
const expectations: Readonly<Record<string, string>> = {
  string: 'must be text (quote it if YAML reads it as something else)',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must be a mapping',
  record: 'must be a mapping',
};

const choiceOf = (values: readonly unknown[]): string =>
  values.length === 1 ? `must be ${values[0]}` : `must be one of ${values.join(', ')}`;

/** Words for the issues that the schema itself gives none for. */
export const inWords: z.core.$ZodErrorMap = (issue) => {
  if (issue.code === 'invalid_union')
    return choiceOf(Array.isArray(issue['options']) ? issue['options'] : []);
  if (issue.code === 'unrecognized_keys' || issue.code === 'invalid_key') return undefined;
  if (issue.input === undefined) return 'is required';
  if (issue.code === 'invalid_value') return choiceOf(issue.values);
  return issue.code === 'invalid_type' ? expectations[issue.expected] : undefined;
};

/** One problem for each issue of the schema, and one for each key that it does not know. */
export const problemsOf = (issue: z.core.$ZodIssue): readonly FileProblem[] => {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ path: [...issue.path, key], text: 'is not a setting here' }));
  }
  if (issue.code === 'invalid_key') {
    return issue.issues.map(({ message }) => ({
      path: issue.path,
      text: `is not a usable name: it ${message}`,
    }));
  }
  return [{ path: issue.path, text: issue.message }];
};

export const sentenceOf = ({ path, text }: FileProblem, line: number): string => {
  const where = path.length === 0 ? 'the file' : path.join('.');
  return `line ${line}: ${where}: ${text}`;
};
