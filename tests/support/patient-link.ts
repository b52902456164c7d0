// What would a link say that always waits? For tests of what scripts do, on a machine that may stand still for a while.

import type { RedisServers } from '../../config/config.ts';
import { createConnect } from '../../server/cache/redis/connect.ts';
import { createEvaluate } from '../../server/cache/redis/evaluate.ts';
import type { Link, Run } from '../../server/cache/redis/link.ts';

export type PatientLink = Pick<Link, 'run' | 'listen' | 'close'>;

/** Open when it resolves; hears what is published on these channels. @throws Error when Redis is not there */
export const openPatientLink = async (
  servers: RedisServers,
  channels: readonly string[],
): Promise<PatientLink> => {
  const way = createConnect({ servers })();
  const client = await way.client;
  const evaluate = createEvaluate();
  const run: Run = (script, keys, args) =>
    evaluate(client, script, keys, args)
      .then(script.read)
      .catch(() => undefined);
  if (channels.length > 0) await client.subscribe(...channels);
  return {
    run,
    listen: (channel, hear) => {
      client.on('message', (on, message) => {
        if (on === channel) hear(message);
      });
    },
    close: () => way.end(),
  };
};
