// Which calls of this node may Drift still be counting? Each by its name, so that Redis can be told of it again.

import type { Clock } from '../clock.ts';

export type OwnCalls = {
  begin(call: string): void;
  end(call: string): void;
  /** It was not made after all. */
  drop(call: string): void;
  /** Those that count now. */
  count(): number;
  /** When, on the monotonic clock, the call at this place (from 0, the first to leave first) counts no more if those under way end now. */
  leavesAt(place: number): number;
  /** For how many milliseconds each counts; those under way as though they took as long as a call can. */
  all(): readonly { readonly call: string; readonly counts: number }[];
};

type Parts = {
  readonly clock: Clock;
  /** Drift's minute, in milliseconds. */
  readonly window: number;
  /** Milliseconds that one call can take. */
  readonly longestCall: number;
};

export const createOwnCalls = ({ clock, window, longestCall }: Parts): OwnCalls => {
  /** When each began. */
  const underway = new Map<string, number>();
  /** When each ended; in that order. */
  const ended = new Map<string, number>();

  const forgetOld = (): void => {
    for (const [call, at] of ended) {
      if (at + window >= clock.now()) return;
      ended.delete(call);
    }
  };

  return {
    begin(call) {
      underway.set(call, clock.now());
    },
    end(call) {
      forgetOld();
      if (underway.delete(call)) ended.set(call, clock.now());
    },
    drop(call) {
      underway.delete(call);
    },
    count() {
      forgetOld();
      return underway.size + ended.size;
    },
    leavesAt(place) {
      forgetOld();
      return ([...ended.values()][place] ?? clock.now()) + window;
    },
    all() {
      forgetOld();
      const now = clock.now();
      const still = (calls: ReadonlyMap<string, number>, after: number) =>
        [...calls].map(([call, at]) => ({ call, counts: Math.ceil(at + after - now) }));
      return [...still(ended, window), ...still(underway, longestCall + window)];
    },
  };
};
