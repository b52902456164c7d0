// What do nodes do on a real Redis? The whole cache of each, on a link as a server has it, with the machine's clock.

import type { RedisServers } from '../../config/config.ts';
import { createMemoryStore, type MemoryStore } from '../../server/cache/memory.ts';
import { createCodec } from '../../server/cache/redis/codec.ts';
import { createConnect } from '../../server/cache/redis/connect.ts';
import { createLink, type Link, type Run } from '../../server/cache/redis/link.ts';
import { hearNews } from '../../server/cache/redis/messages.ts';
import { createNames } from '../../server/cache/redis/names.ts';
import { createRedisStore } from '../../server/cache/redis/store.ts';
import type { SharedStore } from '../../server/cache/shared-store.ts';
import { createTogether, type Together } from '../../server/cache/together.ts';
import { systemClock } from '../../server/clock.ts';
import { createLookupNode, type LookupNode } from './lookup-nodes.ts';
import { keyOf } from './redis-node.ts';
import { until } from './until.ts';

export type RealNode = Together &
  LookupNode & {
    readonly memory: MemoryStore;
    readonly link: Link;
    /** From now on it does not come back; what is returned lets it. */
    keepAway(): () => void;
  };

type Options = {
  /** As in CACHE_KEY: the first seals, all open, and the last names. */
  readonly keys?: readonly string[];
  readonly lease?: number;
  readonly bound?: number;
};

/** Joined when it resolves. @throws Error when Redis is not there */
export const joinNode = async (
  servers: RedisServers,
  node: string,
  { keys: words = ['shared'], lease = 10_000, bound = 3_000 }: Options = {},
): Promise<RealNode> => {
  const clock = systemClock;
  const keys = words.map(keyOf) as [Buffer, ...Buffer[]];
  const codec = createCodec({ keys, unreadable: () => {} });
  const names = createNames(keys.at(-1) ?? keys[0]);
  const memory = createMemoryStore({ maxContacts: 1_000, maxBytes: 16 * 1024 * 1024 }, clock);
  const link = createLink({
    connect: createConnect({ servers }),
    clock,
    told: { down: () => together.lost(), back: () => {}, refused: () => {} },
  });
  const sharedBy = (run: Run): SharedStore =>
    createRedisStore({
      ...{ run, codec, names, node, clock, stale: 3_600_000, lease },
      lost: () => void together.doubt(),
    });
  const together: Together = createTogether({
    memory,
    shared: sharedBy(link.run),
    isUp: () => link.isUp,
    ...{ node, clock, bound },
  });
  let mayReturn = Promise.resolve();
  link.onReturn(() => mayReturn);
  hearNews(link.listen, codec, together.news);
  link.onReturn((run) => together.catchUp(sharedBy(run)));
  const keepAway = (): (() => void) => {
    let letReturn = (): void => {};
    mayReturn = new Promise((resolve) => {
      letReturn = resolve;
    });
    return letReturn;
  };
  link.start();
  await until(`${node} has joined`, () => link.isUp);
  return { ...together, ...createLookupNode(together, clock), memory, link, keepAway };
};
