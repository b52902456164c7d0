import { afterAll, beforeAll } from '@jest/globals';
import { storeSuite } from '../../../suites/store.ts';
import { flushAll } from '../../../support/redis-flush.ts';
import { createRedisNode, type RedisNode } from '../../../support/redis-node.ts';
import { type RedisServer, startRedis } from '../../../support/redis-server.ts';
import { sharedAsStore } from '../../../support/shared-as-store.ts';

let server: RedisServer;
let node: RedisNode;

beforeAll(async () => {
  server = await startRedis();
  node = await createRedisNode(server.url);
});
afterAll(async () => {
  await node.link.close();
  await server.end();
});

storeSuite('the Redis store', async () => {
  await flushAll(node.link.run);
  return { store: await sharedAsStore(node.store), clock: node.clock, end: () => {} };
});
