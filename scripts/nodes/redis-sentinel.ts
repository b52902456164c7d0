// Where does a Redis with a sentinel come from? A master, its replica, and one sentinel that gives up on the master soon.

import type { RedisServers } from '../../config/config.ts';
import { type RedisServer, serversAt, startRedis } from './redis-server.ts';
import { until } from './until.ts';

export type RedisWithSentinel = {
  /** The sentinel, and the name that it knows the master by. */
  readonly servers: RedisServers;
  readonly sentinel: RedisServer;
  /** As they began; a fail-over makes the replica the master. */
  readonly master: RedisServer;
  readonly replica: RedisServer;
  end(): Promise<void>;
};

const name = 'site';

export const startSentinel = async (): Promise<RedisWithSentinel> => {
  const master = await startRedis();
  const replica = await startRedis(['--replicaof', `127.0.0.1 ${master.port}`]);
  await until('the replica has caught up', async () =>
    String(await replica.ask('INFO', 'replication')).includes('master_link_status:up'),
  );
  const sentinel = await startRedis([], {
    sentinel: [
      `sentinel monitor ${name} 127.0.0.1 ${master.port} 1`,
      `sentinel down-after-milliseconds ${name} 300`,
      `sentinel failover-timeout ${name} 2000`,
    ],
  });
  await until('the sentinel has found the replica', async () =>
    JSON.stringify(await sentinel.ask('SENTINEL', 'REPLICAS', name)).includes('"master-link-status","ok"'),
  );
  return {
    servers: serversAt(sentinel.port, { kind: 'sentinel', master: name }),
    sentinel,
    master,
    replica,
    async end() {
      await Promise.all([sentinel, replica, master].map((server) => server.end()));
    },
  };
};
