// Which policy does this text make? For tests that need a good one, and for those that need the problems of a bad one.

import type { Policy } from '../../../server/policy/policy.ts';
import { readPolicy } from '../../../server/policy/policy-file.ts';

export const policyOf = (text: string): Policy => {
  const outcome = readPolicy(text);
  if ('problems' in outcome) throw new Error(outcome.problems.join('\n'));
  return outcome.policy;
};

export const problemsOf = (text: string): readonly string[] => {
  const outcome = readPolicy(text);
  return 'problems' in outcome ? outcome.problems : [];
};
