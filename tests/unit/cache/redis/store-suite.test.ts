import { afterAll, beforeAll } from '@jest/globals';
import { storeSuite } from '../../../suites/store.ts';
import { flushAll } from '../../../support/redis-flush.ts';
import { createRedisNode, type RedisNode } from '../../../support/redis-node.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../../../support/redis-server.ts';
import { sharedAsStore } from '../../../support/shared-as-store.ts';

describeWithRedis('on one Redis', () => {
  let redis: RedisServer;
  let node: RedisNode;

  beforeAll(async () => {
    redis = await startRedis();
    node = await createRedisNode(redis.servers);
  });
  afterAll(async () => {
    await node.link.close();
    await redis.end();
  });

  storeSuite('the Redis store', async () => {
    await flushAll(node.link.run);
    return { store: await sharedAsStore(node.store), clock: node.clock, end: () => {} };
  });
});
