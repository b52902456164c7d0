// When is it time to look again? One attempt at a time, and a pause after each.

import type { Cancel, Clock } from '../clock.ts';

type Parts = {
  readonly clock: Pick<Clock, 'now' | 'after'>;
  /** Never fails; the number of milliseconds to pause before the next attempt. */
  readonly attempt: () => Promise<number>;
};

export type RefreshLoop = {
  /** Settles when the attempt under way, or one begun for this call, is over; the pause begins anew. */
  refresh(): Promise<void>;
  /** Whether an attempt is under way. */
  busy(): boolean;
  /** Milliseconds until the next attempt begins; 0 while one is under way. */
  nextIn(): number;
  close(): void;
};

export const createRefreshLoop = ({ clock, attempt }: Parts): RefreshLoop => {
  let underWay: Promise<void> | undefined;
  let cancel: Cancel = () => {};
  let nextAt = 0;
  let closed = false;

  const run = async (): Promise<void> => {
    cancel();
    const pause = await attempt();
    underWay = undefined;
    if (closed) return;
    nextAt = clock.now() + pause;
    cancel = clock.after(pause, refresh);
  };

  const refresh = async (): Promise<void> => {
    if (closed) return;
    underWay ??= run();
    await underWay;
  };

  return {
    refresh,
    busy: () => underWay !== undefined,
    nextIn: () => (underWay === undefined ? Math.max(0, nextAt - clock.now()) : 0),
    close: () => {
      closed = true;
      cancel();
    },
  };
};
