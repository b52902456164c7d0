// Which policy is in force? The one that the test has put there; and how often was it asked for?

import type { Reloading } from '../../config/reloading.ts';
import type { Policy } from '../../server/policy/policy.ts';
import { policyFrom } from './proxy.ts';

export type PolicyInHand = {
  readonly policy: Reloading<Policy>;
  /** What the next look at the file finds: the text of a policy, or nothing readable. */
  put(text: string | undefined): void;
  /** How often it was read: once by each request that is about to look its contact up, when nothing is cached. */
  reads(): number;
  /** From now on reading it fails, as a fault in our own code would. */
  breakDown(): void;
};

export const createPolicyInHand = (text: string): PolicyInHand => {
  let current = policyFrom(text);
  let inFile: string | undefined = text;
  let seen: string | undefined = text;
  let reads = 0;
  let broken = false;

  return {
    policy: {
      name: 'policy.yaml',
      get current() {
        if (broken) throw new TypeError('a fault of our own with eve@example.com in its words');
        reads += 1;
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
    reads: () => reads,
    breakDown: () => {
      broken = true;
    },
  };
};
