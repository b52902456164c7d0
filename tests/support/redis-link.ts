// How does a test get a link to its Redis? One that writes down what it is told.

import type { RedisServers } from '../../config/config.ts';
import type { Security } from '../../server/cache/redis/clients.ts';
import { createConnect } from '../../server/cache/redis/connect.ts';
import { createLink, type Link } from '../../server/cache/redis/link.ts';
import { systemClock } from '../../server/clock.ts';

export type ToldLink = Link & {
  /** `down timeout`, `back`, `refused full by keep`, in order. */
  readonly told: readonly string[];
};

/** Not started yet. */
export const createToldLink = (servers: RedisServers, security: Security = {}): ToldLink => {
  const told: string[] = [];
  const link = createLink({
    connect: createConnect({ servers, ...security }),
    clock: systemClock,
    told: {
      down: (reason) => told.push(`down ${reason}`),
      back: () => told.push('back'),
      refused: (script, why) => told.push(`refused ${why} by ${script}`),
    },
  });
  return {
    ...link,
    told,
    get isUp() {
      return link.isUp;
    },
  };
};
