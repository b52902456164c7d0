// What can Redis, or what stands between, do to three nodes? Every fault by its name: the table of the manual follows from it.

import { randomBytes } from 'node:crypto';
import { type Course, onCluster, onOneRedis, onSentinel } from './courses.ts';
import { copyOnToNeighbours, poisonAll } from './foul-play.ts';
import type { Parts } from './ground.ts';

export type RedisFault = {
  readonly name: string;
  /** What happens; one line for a reader. */
  readonly about: string;
  /** Settings of node number `node` that differ from the others', from its start on. */
  readonly env?: (node: number) => Readonly<Record<string, string>>;
  /** Starts the Redis that it happens to. */
  readonly open: (parts: Parts) => Promise<Course>;
};

/** Milliseconds, each way. */
const longWire = 400;
const lastNode = 2;

export const redisFaults: readonly RedisFault[] = [
  {
    name: 'stopped',
    about: 'Redis answers nobody, and its connections stay open (SIGSTOP)',
    open: onOneRedis(
      (redis) => redis.freeze(),
      (redis) => redis.thaw(),
    ),
  },
  {
    name: 'killed',
    about: 'Redis ends, and starts again with nothing in it',
    open: onOneRedis(
      (redis) => redis.kill(),
      (redis) => redis.restart(),
    ),
  },
  {
    name: 'flushed',
    about: 'everything in Redis is removed (FLUSHALL)',
    open: onOneRedis((redis) => redis.tell('FLUSHALL')),
  },
  {
    name: 'full',
    about: 'Redis has no memory left and takes nothing new (noeviction)',
    open: onOneRedis(
      (redis) => redis.tell('CONFIG', 'SET', 'maxmemory-policy', 'noeviction', 'maxmemory', '1'),
      (redis) => redis.tell('CONFIG', 'SET', 'maxmemory', '0'),
    ),
  },
  {
    name: 'another password',
    about: 'Redis wants a password that the nodes do not have, and ends their connections',
    open: onOneRedis(
      async (redis) => {
        await redis.tell('CONFIG', 'SET', 'requirepass', 'another');
        redis.usePassword('another');
        for (const kind of ['normal', 'pubsub']) await redis.tell('CLIENT', 'KILL', 'TYPE', kind);
      },
      async (redis) => {
        await redis.tell('CONFIG', 'SET', 'requirepass', '');
        redis.usePassword(undefined);
      },
    ),
  },
  {
    name: 'another key',
    about: 'one node has another CACHE_KEY than the others, from its start on',
    env: (node) => (node === lastNode ? { CACHE_KEY: randomBytes(32).toString('base64') } : {}),
    open: onOneRedis(() => {}),
  },
  {
    name: 'poisoned',
    about: 'every value in Redis is overwritten with another of its type',
    open: onOneRedis((redis) => redis.tell('EVAL', poisonAll, '0')),
  },
  {
    name: 'copied',
    about: "every value in Redis is overwritten with its neighbour's",
    open: onOneRedis((redis) => redis.tell('EVAL', copyOnToNeighbours, '0')),
  },
  {
    name: 'slow',
    about: `every byte takes ${longWire} ms to Redis and as long back`,
    open: onOneRedis(
      ({ wires }) => {
        for (const wire of wires) wire.lengthen(longWire);
      },
      ({ wires }) => {
        for (const wire of wires) wire.lengthen(0);
      },
      'wired',
    ),
  },
  {
    name: 'cut off',
    about: 'one node cannot reach Redis, the others can',
    open: onOneRedis(
      ({ wires }) => wires[lastNode]?.cut(),
      ({ wires }) => wires[lastNode]?.mend(),
      'wired',
    ),
  },
  {
    name: 'Sentinel fails over',
    about: 'the master ends for good, and a sentinel makes its replica the master',
    open: onSentinel,
  },
  {
    name: 'Cluster fails over',
    about: "the master of the nodes' slot ends for good, and its replica takes over",
    open: onCluster,
  },
];
