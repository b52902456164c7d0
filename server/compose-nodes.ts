// How does this process serve as one of many? The link to Redis, and what the rooms get of it: entries, strikes, slots, counts.

import { hkdfSync, randomUUID } from 'node:crypto';
import type { Config, RedisConfig } from '../config/config.ts';
import type { LayeredStore } from './cache/layered.ts';
import type { MemoryStore } from './cache/memory.ts';
import { createCodec } from './cache/redis/codec.ts';
import { createConnect } from './cache/redis/connect.ts';
import { createLink, type Run } from './cache/redis/link.ts';
import { hearNews } from './cache/redis/messages.ts';
import { createNames } from './cache/redis/names.ts';
import { tag } from './cache/redis/script.ts';
import { createRedisStore } from './cache/redis/store.ts';
import type { SharedStore } from './cache/shared-store.ts';
import { createTogether } from './cache/together.ts';
import type { Cancel, Clock } from './clock.ts';
import type { SharedSlots } from './drift/shared-slots.ts';
import { keepExchanging } from './limits/exchange.ts';
import type { Window } from './limits/window.ts';
import type { AskTogether } from './lookup/ports.ts';
import { createAnnounce } from './nodes/announce.ts';
import { createSharedCounts } from './nodes/shared-counts.ts';
import { createSharedSlots } from './nodes/shared-slots.ts';
import type { RedisReport } from './observe/redis-report.ts';

/** What clients are limited by. */
type Kind = 'subject' | 'address';

type Parts = {
  readonly redis: RedisConfig;
  readonly config: Pick<Config, 'drift' | 'lookup'>;
  readonly memory: MemoryStore;
  readonly clock: Clock;
  readonly told: RedisReport;
};

export type NodesSide = {
  readonly store: LayeredStore;
  readonly askTogether: AskTogether;
  /** 32 bytes; the same on all nodes. */
  readonly namingKey: Uint8Array;
  readonly sharedSlots: SharedSlots;
  /** This one included, when they were last counted. */
  nodes(): number | undefined;
  isUp(): boolean;
  /** Begins to connect, and to tell the others what is counted; the result ends it all. */
  start(windows: Readonly<Record<Kind, Window>>): () => Promise<void>;
};

/** Milliseconds that a visitor waits for a slot and a batch gathers, and room for what else may delay a call. */
const waitForSlot = 1_200;
const slack = 5_000;

const derive = (key: Buffer, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', key, '', purpose, 32));

export const composeNodes = ({ redis, config, memory, clock, told }: Parts): NodesSide => {
  const node = randomUUID();
  const naming = redis.keys.at(-1) ?? redis.keys[0];
  const { timeout, perMinute } = config.drift;

  let tellFirstWord = (): void => {};
  const firstWord = new Promise<void>((resolve) => {
    tellFirstWord = resolve;
  });

  const link = createLink({
    connect: createConnect(redis),
    clock,
    told: {
      down: (reason) => {
        together.lost();
        tellFirstWord();
        told.down(reason);
      },
      back: () => {
        startAnnouncing();
        tellFirstWord();
        told.back();
      },
      refused: told.refused,
    },
  });
  const codec = createCodec({ keys: redis.keys, unreadable: told.unreadable });
  const names = createNames(naming);

  // cache/
  const storeOn = (run: Run): SharedStore =>
    createRedisStore({
      ...{ run, codec, names, node, clock, stale: config.lookup.stale },
      lease: waitForSlot + 2 * timeout + slack,
      lost: () => void together.doubt(),
    });
  const shared = storeOn(link.run);
  const together = createTogether({
    memory,
    shared: {
      ...shared,
      async read(name) {
        const entry = await shared.read(name);
        told.looked(entry === undefined ? 'miss' : 'hit');
        return entry;
      },
    },
    isUp: () => link.isUp,
    node,
    clock,
    bound: waitForSlot + timeout,
  });
  hearNews(link.listen, codec, together.news);
  link.onReturn((run) => together.catchUp(storeOn(run)));

  // nodes/: after the entries, which visitors wait for
  const announce = createAnnounce({ run: link.run, tag, node, clock });
  const slots = createSharedSlots({
    ...{ link, tag, node, perMinute, firstWord, clock },
    nodes: announce.nodes,
    longestCall: timeout + slack,
  });
  let isAnnounced = false;
  const startAnnouncing = (): void => {
    if (!isAnnounced) announce.start(slots.tend);
    isAnnounced = true;
  };
  const exchange = (kind: Kind, window: Window): Cancel =>
    keepExchanging({
      window,
      exchange: createSharedCounts({ run: link.run, tag, secret: derive(naming, 'counts'), kind, node }),
      clock,
    });

  return {
    store: together.store,
    askTogether: together.askTogether,
    namingKey: derive(naming, 'names'),
    sharedSlots: slots,
    nodes: announce.nodes,
    isUp: () => link.isUp,
    start({ subject, address }) {
      link.start();
      const endExchanges = [exchange('subject', subject), exchange('address', address)];
      return async () => {
        for (const end of endExchanges) end();
        tellFirstWord();
        await announce.close();
        await link.close();
      };
    },
  };
};
