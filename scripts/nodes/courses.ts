// Which Redis does a fault happen to, when does it begin, and when does it end?

import type { RedisServers } from '../../config/config.ts';
import { tag } from '../../server/cache/redis/script.ts';
import { type Ground, openGround, type Parts, type Way } from './ground.ts';
import { startCluster } from './redis-cluster.ts';
import { startSentinel } from './redis-sentinel.ts';
import type { RedisServer } from './redis-server.ts';

export type Course = {
  /** REDIS_URL of each node. */
  readonly urls: readonly string[];
  begin(): Promise<unknown>;
  end(): Promise<unknown>;
  close(): Promise<void>;
};

type Act = (redis: Ground) => unknown;

/** One process; what happens to it, or to the wires. */
export const onOneRedis =
  (begin: Act, end: Act = () => {}, way?: Way) =>
  async (parts: Parts): Promise<Course> => {
    const ground = await openGround(parts, way);
    return {
      urls: ground.urls,
      begin: async () => begin(ground),
      end: async () => end(ground),
      close: ground.close,
    };
  };

const hostsOf = ({ hosts }: RedisServers): string =>
  hosts.map(({ host, port }) => `${host}:${port}`).join(',');

type Replicated = {
  readonly url: string;
  readonly all: readonly RedisServer[];
  readonly master: RedisServer;
  readonly close: () => Promise<void>;
};

/** Its master ends when the fault begins; what follows is up to those that are left. */
const losesItsMaster = ({ nodes, children }: Parts, { url, all, master, close }: Replicated): Course => {
  for (const { child } of all) children.add(child);
  return {
    urls: Array.from({ length: nodes }, () => url),
    begin: () => master.end(),
    end: async () => {},
    close,
  };
};

export const onSentinel = async (parts: Parts): Promise<Course> => {
  const { servers, sentinel, master, replica, end } = await startSentinel();
  const url = `redis+sentinel://${hostsOf(servers)}/${servers.master}`;
  return losesItsMaster(parts, { url, all: [sentinel, master, replica], master, close: end });
};

export const onCluster = async (parts: Parts): Promise<Course> => {
  const { servers, nodes, ownerOf, end } = await startCluster({ replicaFor: tag });
  const url = `redis+cluster://${hostsOf(servers)}`;
  return losesItsMaster(parts, { url, all: nodes, master: await ownerOf(tag), close: end });
};
