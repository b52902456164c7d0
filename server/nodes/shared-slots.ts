// May this node call Drift now? All nodes count together in Redis; without it each has its part, until all are sure again.

import type { Link } from '../cache/redis/link.ts';
import type { Clock } from '../clock.ts';
import type { SharedSlot, SharedSlots } from '../drift/shared-slots.ts';
import type { Lane } from '../lookup/ports.ts';
import { interval, life } from './announce.ts';
import { createCommonCount } from './common-count.ts';
import { createOwnCalls } from './own-calls.ts';
import { createOwnShare, limitFor } from './own-share.ts';
import { dealScript, endScript, giveBackScript, slotKeys, takeScript } from './slot-scripts.ts';

const minute = 60_000;

export type SharedSlotsOfNode = SharedSlots & {
  /** To be done after each announcement: learns how much is left, and comes back when this node was away. */
  tend(): Promise<void>;
};

type Parts = {
  readonly link: Pick<Link, 'run' | 'onReturn'>;
  readonly tag: string;
  /** What this node calls itself; no other node has that name. */
  readonly node: string;
  /** How many there were when they were last counted; undefined while none ever were. */
  readonly nodes: () => number | undefined;
  /** DRIFT_REQUESTS_PER_MINUTE. */
  readonly perMinute: number;
  /** Milliseconds that one call can take. */
  readonly longestCall: number;
  /** Resolves when Redis was there, or not, for the first time: until then nobody knows what others have spent. */
  readonly firstWord: Promise<void>;
  readonly clock: Clock;
  /** Drift's minute, and for how long nodes wait for one another after an outage, in milliseconds. */
  readonly window?: number;
  readonly patience?: number;
};

export const createSharedSlots = (parts: Parts): SharedSlotsOfNode => {
  const { link, tag, node, nodes, perMinute, longestCall, firstWord, clock } = parts;
  const { window = minute, patience = life } = parts;
  const keys = slotKeys(tag);
  const longestCounted = longestCall + window;
  const calls = createOwnCalls({ clock, window, longestCall });
  const ownShare = createOwnShare({ calls, perMinute, nodes, longestCounted, clock });
  const common = createCommonCount({ link, keys, node, calls, ownShare, longestCounted, patience, clock });
  link.onReturn(common.comeBack);
  let named = 0;

  const slotOf = (call: string): SharedSlot => {
    calls.begin(call);
    return {
      end(made) {
        if (made === 'made') calls.end(call);
        else calls.drop(call);
        void (made === 'made'
          ? link.run(endScript, keys, [call, window, longestCounted])
          : link.run(giveBackScript, keys, [call]));
      },
    };
  };

  const takeOwn: SharedSlots['take'] = async (lane) => {
    const opensIn = ownShare.opensIn(lane);
    if (opensIn > 0) return { opensIn };
    named += 1;
    const call = `${node}:${named}`;
    const slot = slotOf(call);
    await common.enter(call);
    return slot;
  };

  const takeCommon = async (lane: Lane): ReturnType<SharedSlots['take']> => {
    named += 1;
    const call = `${node}:${named}`;
    const limit = limitFor(lane, perMinute);
    const args = [common.epoch, call, limit, longestCounted, interval, node, perMinute];
    const word = common.heed(await link.run(takeScript, keys, args));
    if (word === undefined) return takeOwn(lane);
    if (word.kind === 'full') return { opensIn: Math.min(word.opensIn, longestCounted) };
    common.spare = word.spare;
    return slotOf(call);
  };

  const tend = async (): Promise<void> => {
    if (common.isAway()) return common.comeBack(link.run);
    if (!common.isWhole()) return;
    const held = common.spare;
    const word = common.heed(await link.run(dealScript, keys, [common.epoch, node, held, perMinute]));
    if (word?.kind !== 'dealt') return;
    common.spare = word.spare;
    if (common.spare < held) await tend(); // what is held no more is the others' only when they are told
  };

  return {
    async take(lane) {
      await firstWord;
      return common.isWhole() ? takeCommon(lane) : takeOwn(lane);
    },
    // Never none: when one opens, `take` knows better than a count of this node's calls.
    perMinute: () => (common.isWhole() ? perMinute : Math.max(1, ownShare.limit())),
    remaining: () =>
      Math.max(0, common.isWhole() ? perMinute - common.count : ownShare.limit() - calls.count()),
    tend,
  };
};
