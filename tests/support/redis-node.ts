// Who takes part? Nodes on one Redis, each with a link and a store of its own, as a server has them.

import { createCodec } from '../../server/cache/redis/codec.ts';
import { createLink, type Link } from '../../server/cache/redis/link.ts';
import { createNames } from '../../server/cache/redis/names.ts';
import { createRedisStore } from '../../server/cache/redis/store.ts';
import type { SharedStore } from '../../server/cache/shared-store.ts';
import { systemClock } from '../../server/clock.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { until } from './until.ts';

export const redisKey = Buffer.alloc(32, 'a key that tests share');

export type RedisNode = {
  readonly link: Link;
  readonly store: SharedStore;
  /** What the store reckons ages by; the link goes by the machine's. */
  readonly clock: ManualClock;
  /** How often something was unreadable, and how often Redis had lost its counter. */
  readonly seen: { unreadable: number; lost: number };
};

type Options = {
  readonly node?: string;
  readonly keys?: readonly [Buffer, ...Buffer[]];
  readonly stale?: number;
  readonly lease?: number;
};

export const staleLimit = 3_600_000;

/** Resolves when it is up. */
export const createRedisNode = async (url: string, options: Options = {}): Promise<RedisNode> => {
  const { node = 'node-1', keys = [redisKey], stale = staleLimit, lease = 30_000 } = options;
  const clock = createManualClock();
  const seen = { unreadable: 0, lost: 0 };
  const link = createLink({ url, clock: systemClock });
  const codec = createCodec({ keys, unreadable: () => (seen.unreadable += 1) });
  const store = createRedisStore({
    run: link.run,
    codec,
    names: createNames(keys.at(-1) ?? keys[0]),
    node,
    clock,
    stale,
    lease,
    lost: () => (seen.lost += 1),
  });
  link.start();
  await until('the link is up', () => link.isUp);
  return { link, store, clock, seen };
};
