// Where does a Redis Cluster come from? Three masters on free loopback ports, which give up on a node after half a second.

import { freePort } from '../../benchmarks/measure/free-port.ts';
import type { RedisServers } from '../../config/config.ts';
import { type RedisServer, serversAt, startRedis } from './redis-server.ts';
import { until } from './until.ts';

export type RedisCluster = {
  /** Every node, as a user would list them. */
  readonly servers: RedisServers;
  /** The three masters, a third of the slots each, and then the replica, if there is one. */
  readonly nodes: readonly RedisServer[];
  /** The master that this key's slot was given to at first. */
  ownerOf(key: string): Promise<RedisServer>;
  end(): Promise<void>;
};

/** The last slot of each master. */
const lastSlots = [5_460, 10_922, 16_383] as const;

type Node = { readonly redis: RedisServer; readonly bus: number };

const startNode = async (): Promise<Node> => {
  const bus = await freePort();
  const options = {
    'cluster-enabled': 'yes',
    'cluster-port': bus,
    'cluster-node-timeout': 500,
    // With one of the masters gone, the others go on.
    'cluster-require-full-coverage': 'no',
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, `${value}`]);
  return { redis: await startRedis(args), bus };
};

const introduce = async (nodes: readonly Node[]): Promise<void> => {
  for (const { redis } of nodes) {
    for (const other of nodes) {
      if (other.redis !== redis) {
        await redis.ask('CLUSTER', 'MEET', '127.0.0.1', other.redis.port, other.bus);
      }
    }
  }
};

const info = async ({ redis }: Node): Promise<string> => String(await redis.ask('CLUSTER', 'INFO'));

const ownerIndex = async ({ redis }: Node, key: string): Promise<number> => {
  const slot = Number(await redis.ask('CLUSTER', 'KEYSLOT', key));
  return lastSlots.findIndex((last) => slot <= last);
};

const replicate = async (replica: Node, master: Node): Promise<void> => {
  await replica.redis.ask('CLUSTER', 'REPLICATE', String(await master.redis.ask('CLUSTER', 'MYID')));
  await until('the replica has caught up', async () =>
    String(await replica.redis.ask('INFO', 'replication')).includes('master_link_status:up'),
  );
};

/** With `replicaFor`, the master of that key's slot gets a replica, which takes over when it is gone. */
export const startCluster = async ({
  replicaFor,
}: {
  readonly replicaFor?: string;
} = {}): Promise<RedisCluster> => {
  const masters = await Promise.all(lastSlots.map(startNode));
  const replica = replicaFor === undefined ? undefined : await startNode();
  const nodes = replica === undefined ? masters : [...masters, replica];
  for (const [index, { redis }] of masters.entries()) {
    await redis.ask('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    await redis.ask('CLUSTER', 'ADDSLOTSRANGE', (lastSlots[index - 1] ?? -1) + 1, lastSlots[index] ?? 0);
  }
  await introduce(nodes);
  for (const node of nodes) {
    await until('the node serves in the cluster', async () => {
      const said = await info(node);
      return said.includes('cluster_state:ok') && said.includes(`cluster_known_nodes:${nodes.length}`);
    });
  }
  const [first] = masters;
  if (first === undefined) throw new Error('there is no master');
  if (replica !== undefined && replicaFor !== undefined) {
    await replicate(replica, masters[await ownerIndex(first, replicaFor)] ?? first);
  }
  return {
    servers: serversAt(0, {
      kind: 'cluster',
      hosts: nodes.map(({ redis: { port } }) => ({ host: '127.0.0.1', port })),
    }),
    nodes: nodes.map(({ redis }) => redis),
    ownerOf: async (key) => (masters[await ownerIndex(first, key)] ?? first).redis,
    async end() {
      await Promise.all(nodes.map(({ redis }) => redis.end()));
    },
  };
};
