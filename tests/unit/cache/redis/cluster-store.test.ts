import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { storeSuite } from '../../../suites/store.ts';
import { contactEntry } from '../../../support/contacts.ts';
import { type RedisCluster, startCluster } from '../../../support/redis-cluster.ts';
import { dumpRedis } from '../../../support/redis-dump.ts';
import { flushAll } from '../../../support/redis-flush.ts';
import { createRedisNode, type RedisNode } from '../../../support/redis-node.ts';
import { describeWithRedis } from '../../../support/redis-server.ts';
import { sharedAsStore } from '../../../support/shared-as-store.ts';
import { until } from '../../../support/until.ts';

describeWithRedis('on a cluster of three masters', () => {
  let cluster: RedisCluster;
  let node: RedisNode;

  beforeAll(async () => {
    cluster = await startCluster();
    node = await createRedisNode(cluster.servers);
  });
  afterAll(async () => {
    await node.link.close();
    await cluster.end();
  });

  storeSuite('the Redis store', async () => {
    await flushAll(node.link.run);
    return { store: await sharedAsStore(node.store), clock: node.clock, end: () => {} };
  });

  it('nodes hear of a flush, and nothing is left of what it ended', async () => {
    await flushAll(node.link.run);
    const store = await sharedAsStore(node.store);
    await store.write('id:1', contactEntry(['id:1']), store.latestForget());
    const struck = await node.store.strike('flush', []);
    await until('the entry is swept', async () =>
      (await dumpRedis(node.link.run)).every(({ key }) => !key.includes(':entry:')),
    );
    await until('it was heard', () => node.heard.strikes.at(-1)?.number === struck?.number);
    expect(await store.read('id:1')).toBeUndefined();
  });
});
