// How does a script get to Redis? By its digest, and as a whole where Redis does not know it (any more).

import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { codeOf } from './faults.ts';
import type { Argument, Script } from './script.ts';

type Evaluate = (
  client: Redis,
  script: Script<unknown>,
  keys: readonly string[],
  args: readonly Argument[],
) => Promise<unknown>;

export const createEvaluate = (): Evaluate => {
  const digests = new WeakMap<Script<unknown>, string>();

  const digestOf = (script: Script<unknown>): string => {
    const digest = digests.get(script) ?? createHash('sha1').update(script.lua).digest('hex');
    digests.set(script, digest);
    return digest;
  };

  return async (client, script, keys, args) => {
    const call = (command: string, what: string): Promise<unknown> => {
      const words = [what, keys.length, ...keys, ...args];
      return script.bytes ? client.callBuffer(command, words) : client.call(command, words);
    };
    try {
      return await call('EVALSHA', digestOf(script));
    } catch (error) {
      // A script that is not known was not run: sending it again does nothing twice.
      if (codeOf(error) !== 'NOSCRIPT') throw error;
      return call('EVAL', script.lua);
    }
  };
};
