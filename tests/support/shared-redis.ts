// What do several nodes make of one Redis? A link for each in one process, which a test can cut and mend.

import type { Link, Run } from '../../server/cache/redis/link.ts';
import { openPatientLink } from './patient-link.ts';
import { startRedis } from './redis-server.ts';

/** As a node sees its link; `cut` and `mend` are what happens to it. */
export type CuttableLink = Pick<Link, 'run' | 'onReturn'> & {
  cut(): void;
  /** Redis is there again: does what is to be done then, as the link does. */
  mend(): Promise<void>;
};

export type SharedRedis = {
  /** Mended already, with nothing to do on return. */
  link(): CuttableLink;
  /** One command, as an operator would give it. */
  command(...words: readonly (string | number)[]): Promise<unknown>;
  close(): Promise<void>;
};

export const openSharedRedis = async (): Promise<SharedRedis> => {
  const server = await startRedis();
  const link = await openPatientLink(server.servers, []);
  const command = (...words: readonly (string | number)[]): Promise<unknown> => {
    const lua = 'return redis.call(unpack(ARGV))';
    return link.run({ name: 'operator', lua, read: (reply) => ({ reply }) }, [], words);
  };

  return {
    link() {
      const steps: ((run: Run) => Promise<void>)[] = [];
      let isCut = false;
      return {
        run: async (script, keys, args) => {
          const reply = isCut ? undefined : await link.run(script, keys, args);
          return isCut ? undefined : reply;
        },
        onReturn: (step) => steps.push(step),
        cut() {
          isCut = true;
        },
        async mend() {
          for (const step of steps) await step(link.run);
          isCut = false;
        },
      };
    },
    command,
    async close() {
      await link.close();
      await server.end();
    },
  };
};
