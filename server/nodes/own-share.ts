// What may this node spend when it cannot ask the others? Its part, and at first no more than was certainly free.

import type { Clock } from '../clock.ts';
import type { Lane } from '../lookup/ports.ts';
import type { OwnCalls } from './own-calls.ts';

/** A node that never met the others takes itself for one of so many: N of them must not spend N budgets. */
const supposedNodes = 10;
/** The part of the limit that background work may use. */
const forBackground = 0.8;

/** Background work leaves a fifth to visitors, where there is more than one. */
export const limitFor = (lane: Lane, limit: number): number =>
  lane === 'visitor' ? limit : Math.min(limit, Math.max(1, Math.floor(limit * forBackground)));

export type OwnShare = {
  /**
   * From now on the others cannot be asked. What all have called lately still counts at Drift: this node may replace its own calls
   * as they leave, and add `spare`, which the others have left to it.
   */
  begin(spare: number): void;
  /** Calls in a window. */
  limit(): number;
  /** Milliseconds until a call may start; 0 when now. */
  opensIn(lane: Lane): number;
};

type Parts = {
  readonly calls: Pick<OwnCalls, 'count' | 'leavesAt'>;
  readonly perMinute: number;
  /** How many there were when they were last counted. */
  readonly nodes: () => number | undefined;
  /** For how long a call that has just begun may count, in milliseconds. */
  readonly longestCounted: number;
  readonly clock: Clock;
};

export const createOwnShare = ({ calls, perMinute, nodes, longestCounted, clock }: Parts): OwnShare => {
  /** Until then calls from before count, and this node's calls must stay so few. */
  let before = { until: Number.NEGATIVE_INFINITY, limit: 0 };

  const limit = (): number => {
    const share = Math.max(1, Math.floor(perMinute / (nodes() ?? supposedNodes)));
    return clock.now() > before.until ? share : Math.min(share, before.limit);
  };

  return {
    begin(spare) {
      before = { until: clock.now() + longestCounted, limit: calls.count() + spare };
    },
    limit,
    opensIn(lane) {
      const now = clock.now();
      const [count, most] = [calls.count(), limitFor(lane, limit())];
      if (count < most) return 0;
      const place = count - most;
      const whenOneLeaves = place < count ? calls.leavesAt(place) : Number.POSITIVE_INFINITY;
      const whenForgotten = now > before.until ? Number.POSITIVE_INFINITY : before.until;
      return Math.max(1, Math.ceil(Math.min(whenOneLeaves, whenForgotten) - now + 1));
    },
  };
};
