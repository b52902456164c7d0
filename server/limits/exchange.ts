// What have other nodes counted? The port that nodes/ implements, and who asks it once a second.

import type { Cancel, Clock } from '../clock.ts';
import type { Window } from './window.ts';

/** What this node has counted for a key since it last told. */
export type Count = { readonly key: string; readonly added: number };

/**
 * Tells the others, and resolves with what all of them together have counted for each of these keys in the last minute, in the
 * same order; undefined when they cannot be reached. Never rejects.
 */
export type Exchange = (counts: readonly Count[]) => Promise<readonly number[] | undefined>;

/** Milliseconds between two exchanges, and keys in one of them. */
const interval = 1_000;
const mostKeys = 1_000;

type Parts = {
  readonly window: Pick<Window, 'untold' | 'hear'>;
  readonly exchange: Exchange;
  readonly clock: Clock;
};

/** Begins to exchange counts; no request waits for that. The result ends it. */
export const keepExchanging = ({ window, exchange, clock }: Parts): Cancel => {
  let cancel: Cancel = () => {};
  let ended = false;

  const exchangeOnce = async (): Promise<void> => {
    const counts = window.untold(mostKeys);
    if (counts.length === 0) return;
    const others = await exchange(counts);
    if (others !== undefined) window.hear(counts, others);
  };
  const again = (): void => {
    if (!ended) cancel = clock.after(interval, () => void exchangeOnce().then(again));
  };
  again();
  return () => {
    ended = true;
    cancel();
  };
};
