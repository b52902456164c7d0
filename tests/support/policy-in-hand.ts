// Which policy is in force? The one that the test has put there.

import type { Reloading } from '../../config/reloading.ts';
import type { Policy } from '../../server/policy/policy.ts';
import { policyFrom } from './proxy.ts';

export type PolicyInHand = {
  readonly policy: Reloading<Policy>;
  /** What the next look at the file finds: the text of a policy, or nothing readable. */
  put(text: string | undefined): void;
  /** From now on reading it fails, as a fault in our own code would. */
  breakDown(): void;
};

export const createPolicyInHand = (text: string): PolicyInHand => {
  let inFile: string | undefined = text;
  let seen: string | undefined = text;
  let broken = false;

  let current = policyFrom(text);
  return {
    policy: {
      name: 'policy.yaml',
      get current() {
        if (broken) throw new TypeError('a fault of our own with eve@example.com in its words');
        return current;
      },
      reload() {
        if (inFile === seen) return 'same';
        seen = inFile;
        if (inFile === undefined) return { kept: 'policy.yaml: cannot be read' };
        current = policyFrom(inFile);
        return 'replaced';
      },
    },
    put: (next) => {
      inFile = next;
    },
    breakDown: () => {
      broken = true;
    },
  };
};
