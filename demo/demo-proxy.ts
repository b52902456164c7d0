// Which proxy stands behind the demo site? The real one, with the policy that comes with it.

import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readBrowserLibrary } from '../config/browser-library.ts';
import { packageVersion } from '../config/package-version.ts';
import type { Reloading } from '../config/reloading.ts';
import type { Clock } from '../server/clock.ts';
import { compose } from '../server/compose.ts';
import { createFastPath } from '../server/http/fast-path.ts';
import { createLog } from '../server/observe/log.ts';
import type { Policy } from '../server/policy/policy.ts';
import { createReloadingPolicy } from '../server/policy/reloading-policy.ts';
import { demoConfig } from './demo-config.ts';

type Parts = {
  readonly driftUrl: string;
  readonly driftToken: string;
  readonly webhookToken: string;
  readonly sessionKey: KeyObject;
  readonly policyFile: string;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  /** Takes what the proxy warns of, a line each. */
  readonly print: (line: string) => void;
};

const readPolicy = (file: string): Reloading<Policy> => {
  const outcome = createReloadingPolicy({ file, readFile: (path) => readFileSync(path, 'utf8') });
  if ('problems' in outcome) throw new Error(outcome.problems.join('\n'));
  return outcome.policy;
};

/** Throws when the policy is wrong: nobody but its author can mend it. */
export const createDemoProxy = ({ clock, random, print, ...parts }: Parts) => {
  const config = demoConfig(parts);
  return compose({
    config,
    policy: readPolicy(parts.policyFile),
    clock,
    random,
    fetch: globalThis.fetch,
    log: createLog(config.log.level, { write: (line) => print(line.trimEnd()) }),
    version: packageVersion(),
    library: readBrowserLibrary(),
    processMetrics: false,
    createFastPath,
  });
};
