// What does a Redis say to this one command? Over a connection that is made for it.

import { Redis } from 'ioredis';
import type { RedisServers } from '../../config/config.ts';

/** For what a test does behind the back of the code: `ask(redis.servers, 'CONFIG', 'SET', …)`. */
export const askRedis = async (
  { hosts, username, password }: RedisServers,
  command: string,
  ...args: readonly (string | number)[]
): Promise<unknown> => {
  const client = new Redis({ ...hosts[0], username, password, retryStrategy: null, disableClientInfo: true });
  try {
    return await client.call(command, [...args]);
  } finally {
    client.disconnect();
  }
};
