// Does the count in Redis hold the calls of all nodes? Only then does anybody go by it; who was away tells its calls first.

import type { Link, Run } from '../cache/redis/link.ts';
import type { Clock } from '../clock.ts';
import type { OwnCalls } from './own-calls.ts';
import type { OwnShare } from './own-share.ts';
import { type Entered, enterScript, type SlotReply } from './slot-scripts.ts';

/** Calls that are told in one script: Redis does nothing else meanwhile. */
const toldTogether = 500;

/** What can be gone by. */
export type Word = Exclude<SlotReply, { kind: 'strange' | 'returning' }>;

export type CommonCount = {
  /** Whether it is to be asked; else this node has its own share. */
  isWhole(): boolean;
  /** Whether Redis has not been told this node's calls. */
  isAway(): boolean;
  /** Tells which count Redis must be keeping. */
  readonly epoch: string;
  /** What all nodes say; undefined when this node has to decide for itself. */
  heed(reply: SlotReply | undefined): Word | undefined;
  /** Calls of all nodes, as last heard. */
  readonly count: number;
  /** What this node may spend when it cannot ask; others leave that untouched. */
  spare: number;
  /** Tells Redis all calls of this node. Resolves in any case. */
  comeBack(run: Run): Promise<void>;
  /** Tells Redis one that begins while the common count is not to be asked yet. */
  enter(call: string): Promise<void>;
};

type Parts = {
  readonly link: Pick<Link, 'run'>;
  readonly keys: readonly string[];
  readonly node: string;
  readonly calls: Pick<OwnCalls, 'all'>;
  readonly ownShare: Pick<OwnShare, 'begin'>;
  /** For how long a call that has just begun may count, and nodes wait for one another, in milliseconds. */
  readonly longestCounted: number;
  readonly patience: number;
  readonly clock: Clock;
};

const never = Number.POSITIVE_INFINITY;

export const createCommonCount = (parts: Parts): CommonCount => {
  const { link, keys, node, calls, ownShare, longestCounted, patience, clock } = parts;
  /** From when on it may be asked; without end while this node is away. */
  let wholeAt = never;
  /** Whether the last word was that of all nodes. */
  let sharing = false;
  let epoch = '';
  let count = 0;
  let spare = 0;

  const isWhole = (): boolean => clock.now() >= wholeAt;

  /** Until then this node has its own share, from now on or still. */
  const goAlone = (until: number): void => {
    if (sharing) ownShare.begin(spare);
    [wholeAt, sharing, spare] = [until, false, 0];
  };

  const tell = (
    run: Run,
    some: ReturnType<OwnCalls['all']>,
    othersWait: number,
  ): Promise<Entered | undefined> => {
    const told = some.flatMap(({ call, counts }) => [call, counts]);
    return run(enterScript, keys, [node, othersWait, longestCounted, ...told]);
  };
  /** Those that begin meanwhile as well. */
  const tellAll = async (run: Run, othersWait: number): Promise<Entered | undefined> => {
    const told = new Set<string>();
    for (;;) {
      const some = calls
        .all()
        .filter(({ call }) => !told.has(call))
        .slice(0, toldTogether);
      const entered = await tell(run, some, othersWait);
      for (const { call } of some) told.add(call);
      if (entered === undefined || calls.all().every(({ call }) => told.has(call))) return entered;
    }
  };

  const comeBack = async (run: Run): Promise<void> => {
    goAlone(never); // Redis may have come and gone unnoticed
    const wasHere = epoch !== '';
    // Whatever kept this node away may have kept others away as well.
    const entered = await tellAll(run, wasHere ? patience : 0);
    if (entered === undefined) return;
    if (!wasHere && entered.returning > 0) ownShare.begin(0);
    epoch = entered.epoch;
    wholeAt = clock.now() + entered.returning;
  };

  const heed = (reply: SlotReply | undefined): Word | undefined => {
    if (reply === undefined) {
      goAlone(never);
      return undefined;
    }
    switch (reply.kind) {
      case 'strange':
        if (wholeAt !== never) void comeBack(link.run);
        return undefined;
      case 'returning':
        goAlone(clock.now() + reply.wait);
        return undefined;
      default:
        sharing = isWhole();
        count = reply.count;
        return reply;
    }
  };

  return {
    isWhole,
    isAway: () => wholeAt === never,
    get epoch() {
      return epoch;
    },
    heed,
    get count() {
      return count;
    },
    get spare() {
      return spare;
    },
    set spare(dealt) {
      if (sharing) spare = dealt;
    },
    comeBack,
    async enter(call) {
      if (wholeAt === never) return;
      const entered = await tell(link.run, [{ call, counts: longestCounted }], 0);
      if (entered?.epoch !== epoch) goAlone(never);
    },
  };
};
