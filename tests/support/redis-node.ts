// Who takes part? Nodes on one Redis, each with a link and a store of its own, as a server has them.

import type { RedisServers } from '../../config/config.ts';
import { createCodec } from '../../server/cache/redis/codec.ts';
import type { Run } from '../../server/cache/redis/link.ts';
import { hearNews } from '../../server/cache/redis/messages.ts';
import { createNames, type Names } from '../../server/cache/redis/names.ts';
import { channels } from '../../server/cache/redis/scripts/channels.ts';
import { createRedisStore } from '../../server/cache/redis/store.ts';
import type { SharedStore, Strike } from '../../server/cache/shared-store.ts';
import type { Name } from '../../server/lookup/entry.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { openPatientLink, type PatientLink } from './patient-link.ts';

/** Milliseconds: the lives that these nodes give to what they share. */
export const staleLimit = 3_600_000;
export const leaseLife = 30_000;

export const keyOf = (word: string): Buffer => Buffer.alloc(32, word);

export type RedisNode = {
  readonly link: PatientLink;
  readonly store: SharedStore;
  /** The same store with another way to Redis. */
  storeOn(run: Run): SharedStore;
  readonly names: Names;
  /** What the store reckons ages by. */
  readonly clock: ManualClock;
  /** What it was told, in order; `unreadable` also counts what rested in Redis. */
  readonly heard: { strikes: Strike[]; landed: Name[]; unreadableNews: number };
  readonly seen: { unreadable: number; lost: number };
};

type Options = {
  readonly node?: string;
  readonly keys?: readonly [Buffer, ...Buffer[]];
  readonly lease?: number;
};

export const createRedisNode = async (servers: RedisServers, options: Options = {}): Promise<RedisNode> => {
  const { node = 'node-1', keys = [keyOf('shared')], lease = leaseLife } = options;
  const clock = createManualClock();
  const seen = { unreadable: 0, lost: 0 };
  const heard: RedisNode['heard'] = { strikes: [], landed: [], unreadableNews: 0 };
  const link = await openPatientLink(servers, Object.values(channels));
  const codec = createCodec({ keys, unreadable: () => (seen.unreadable += 1) });
  const names = createNames(keys.at(-1) ?? keys[0]);
  hearNews(link.listen, codec, {
    struck: (strike) => heard.strikes.push(strike),
    landed: (name) => heard.landed.push(name),
    unreadable: () => (heard.unreadableNews += 1),
  });
  const storeOn = (run: Run): SharedStore =>
    createRedisStore({
      ...{ run, codec, names, node, clock, stale: staleLimit, lease },
      lost: () => (seen.lost += 1),
    });
  return { link, store: storeOn(link.run), storeOn, names, clock, heard, seen };
};
