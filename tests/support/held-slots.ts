// What do the other nodes say? SharedSlots in a test's hands: each word as it is told, and what became of each slot.

import type { SharedSlot, SharedSlots } from '../../server/drift/shared-slots.ts';
import type { Lane } from '../../server/lookup/ports.ts';

/** A slot, when the next one opens in milliseconds, or a word that takes its time. */
type Word = 'slot' | number | Promise<'slot' | number>;

export type HeldSlots = SharedSlots & {
  /** The words for the next ones that ask, in order; then each gets a slot. */
  say(...words: readonly Word[]): void;
  /** Each is asked so much of its own. */
  share: number;
  readonly asked: readonly Lane[];
  readonly ended: readonly ('made' | 'not made')[];
};

export const createHeldSlots = (share = 1_000): HeldSlots => {
  const words: Word[] = [];
  const asked: Lane[] = [];
  const ended: ('made' | 'not made')[] = [];
  const slot = (): SharedSlot => ({ end: (made) => ended.push(made) });
  const held: HeldSlots = {
    share,
    asked,
    ended,
    say: (...more) => words.push(...more),
    async take(lane) {
      asked.push(lane);
      const word = await (words.shift() ?? 'slot');
      return word === 'slot' ? slot() : { opensIn: word };
    },
    perMinute: () => held.share,
    remaining: () => held.share,
  };
  return held;
};
