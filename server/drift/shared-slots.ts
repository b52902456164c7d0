// May this node make another call, or have the others taken what the token may spend? The port that nodes/ implements.

import type { Lane } from '../lookup/ports.ts';

/** One call that all nodes count. `end` is to be called once: when the call is over, or when it was not made after all. */
export type SharedSlot = { end(made: 'made' | 'not made'): void };

export type SharedSlots = {
  /**
   * Takes a slot of the one budget, or of this node's own share while the others cannot be asked; `opensIn` is when one will be
   * free, in milliseconds and more than 0. Never rejects.
   */
  take(lane: Lane): Promise<SharedSlot | { readonly opensIn: number }>;
  /** What this node may spend in any 60 s at this moment: the whole budget while slots are shared, else its part. */
  perMinute(): number;
  /** Slots that were left for visitors when it was last heard; other nodes may have taken some since. */
  remaining(): number;
};
