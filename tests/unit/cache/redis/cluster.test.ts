import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { RedisServers } from '../../../../config/config.ts';
import { type Script, tag } from '../../../../server/cache/redis/script.ts';
import { type RedisCluster, startCluster } from '../../../support/redis-cluster.ts';
import { createToldLink, type ToldLink } from '../../../support/redis-link.ts';
import { describeWithRedis, type RedisServer } from '../../../support/redis-server.ts';
import { until } from '../../../support/until.ts';

const key = `${tag}:count`;
const channel = `${tag}:talk`;
const count: Script<number> = {
  name: 'count',
  lua: "redis.call('PUBLISH', KEYS[2], 'counted') return redis.call('INCR', KEYS[1])",
  read: Number,
};
const nobody = { host: '127.0.0.1', port: 1 };

let link: ToldLink;
let heard: string[];

/** A link that counts and hears. */
const open = async (servers: RedisServers): Promise<void> => {
  link = createToldLink(servers);
  heard = [];
  link.listen(channel, (message) => heard.push(message));
  link.start();
  await until('the link is up', () => link.isUp);
};
const counted = async (): Promise<number | undefined> => link.run(count, [key, channel], []);
const isBack = (): Promise<void> => until('the link is back', () => link.told.length > 2 && link.isUp);

afterEach(() => link.close());

describeWithRedis('the link to a cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startCluster({ replicaFor: tag });
  });
  afterAll(() => cluster.end());

  /** The master that took over. */
  const owning = async (): Promise<RedisServer> => {
    const [, , , replica] = cluster.nodes;
    if (replica === undefined) throw new Error('there is no replica');
    return replica;
  };
  /** A master without our slot. */
  const idle = async (): Promise<RedisServer> => {
    const owner = await cluster.ownerOf(key);
    const [one, other] = cluster.nodes;
    if (one === undefined || other === undefined) throw new Error('there are too few nodes');
    return one === owner ? other : one;
  };

  it('finds the master of our slot from any node, the dead ones left aside', async () => {
    const owner = await cluster.ownerOf(key);
    for (const [index, host] of cluster.servers.hosts.entries()) {
      await open({ ...cluster.servers, hosts: [nobody, host] });
      expect(await counted()).toBe(index + 1);
      await until('the message is heard', () => heard.length > 0);
      await link.close();
    }
    expect(await owner.ask('GET', key)).toBe('4');
  });

  it('goes on with the replica when that master is killed', async () => {
    await open(cluster.servers);
    await counted();
    const owner = await cluster.ownerOf(key);
    await owner.end();
    await isBack();
    const now = await counted();
    expect(await (await owning()).ask('GET', key)).toBe(`${now}`);
    expect(link.told).toEqual(['back', 'down connection', 'back']);
  });

  it('follows our slot when it is given to another master', async () => {
    await open(cluster.servers);
    const [from, to] = await Promise.all([owning(), idle()]);
    const slot = Number(await to.ask('CLUSTER', 'KEYSLOT', key));
    const id = String(await to.ask('CLUSTER', 'MYID'));
    await from.ask('FLUSHALL');
    for (const node of [to, from]) await node.ask('CLUSTER', 'SETSLOT', slot, 'NODE', id);
    expect(await counted()).toBeUndefined();
    await isBack();
    expect(await counted()).toBe(1);
    expect(await to.ask('GET', key)).toBe('1');
    expect(link.told).toEqual(['back', 'down cluster', 'back']);
  });
});
