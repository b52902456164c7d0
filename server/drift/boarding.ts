// Who comes along? Whoever comes before the call has its slot: the more wait for one, the fewer slots they need.

import type { Clock } from '../clock.ts';
import type { Awaitable } from '../lookup/ports.ts';
import { mostTogether } from './gathering.ts';

type Parts<Traveller, Slot> = {
  /** A slot within so many milliseconds; calls `waits` when there is none yet, and rejects when none comes. */
  readonly slotFor: (travellers: readonly Traveller[], atMost: number, waits: () => void) => Awaitable<Slot>;
  /** Takes all of these with their slot; never rejects. */
  readonly travel: (travellers: readonly Traveller[], slot: Slot) => Promise<void>;
  /** These have waited for a slot in vain. */
  readonly refuse: (travellers: readonly Traveller[], error: unknown) => void;
  readonly fitTogether: (travellers: readonly Traveller[]) => boolean;
  /** How long each waits for a slot at most, in milliseconds. */
  readonly patience: number;
  readonly clock: Clock;
};

export type Boarding<Traveller> = {
  /** Resolves when each has its outcome, and whoever has joined them; never rejects. */
  leave(travellers: readonly Traveller[]): Promise<void>;
  /** Lets one join those who wait for their slot; false when there are none, or no room. */
  join(traveller: Traveller): boolean;
};

/** Those who left together and wait for their slot, and those who have joined them. */
type Waiting<Traveller> = {
  readonly first: readonly Traveller[];
  readonly joined: Traveller[];
  /** When the first of these joined. */
  joinedFrom: number;
};

export const createBoarding = <Traveller, Slot>(parts: Parts<Traveller, Slot>): Boarding<Traveller> => {
  const { slotFor, travel, refuse, fitTogether, patience, clock } = parts;
  const inLine = new Set<Waiting<Traveller>>();

  const hasRoom = ({ first, joined }: Waiting<Traveller>, traveller: Traveller): boolean =>
    first.length + joined.length < mostTogether && fitTogether([...first, ...joined, traveller]);

  /** `since`: when the first of them began to wait. */
  const leaveSince = async (first: readonly Traveller[], since: number): Promise<void> => {
    const waiting: Waiting<Traveller> = { first, joined: [], joinedFrom: since };
    const slot = slotFor(first, since + patience - clock.now(), () => inLine.add(waiting));
    if (!(slot instanceof Promise)) return travel(first, slot);
    return slot.then(
      (taken) => {
        inLine.delete(waiting);
        return travel([...first, ...waiting.joined], taken);
      },
      async (error: unknown) => {
        inLine.delete(waiting);
        refuse(first, error);
        // They came later, and may wait for longer.
        if (waiting.joined.length > 0) await leaveSince(waiting.joined, waiting.joinedFrom);
      },
    );
  };

  return {
    leave: (travellers) => leaveSince(travellers, clock.now()),
    join(traveller) {
      for (const waiting of inLine) {
        if (!hasRoom(waiting, traveller)) continue;
        if (waiting.joined.length === 0) waiting.joinedFrom = clock.now();
        waiting.joined.push(traveller);
        return true;
      }
      return false;
    },
  };
};
