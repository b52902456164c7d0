// How does a test begin with an empty Redis? By a script, over the link that it has.

import type { Run } from '../../server/cache/redis/link.ts';
import { anchor } from '../../server/cache/redis/scripts/lua.ts';

/** Loses everything, the counter included. @throws Error when Redis does not answer */
export const flushAll = async (run: Run): Promise<void> => {
  const done = await run(
    { name: 'flush', lua: "return redis.call('FLUSHALL').ok", read: (reply) => reply },
    anchor,
    [],
  );
  if (done !== 'OK') throw new Error('Redis was not flushed');
};
