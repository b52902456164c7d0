// What is known at this moment, and who wants to be told when it is another?

import type { Events, Reason, Snapshot, Status } from '../api.ts';
import type { AskingWorld, Cancel } from '../world.ts';

/** What a snapshot says of the visitor. */
export type Known<Attributes> = Pick<Snapshot<Attributes>, 'known' | 'attributes' | 'asOf' | 'stale'>;

/** What listeners may wait for; `snapshot` is any change at all. */
type Occasion = keyof Events | 'snapshot';

type Listener<Attributes> = (snapshot: Snapshot<Attributes>) => void;

export type Held<Attributes> = {
  now(): Snapshot<Attributes>;
  /** Makes this the snapshot, unless it says the same, and tells whom it concerns. */
  become<S extends Status>(
    status: S,
    reason: Reason | undefined,
    known: Known<Attributes>,
  ): Snapshot<Attributes> & { readonly status: S };
  /** Who waits for `ready` when an answer is there already is told in a moment. */
  on(occasion: Occasion, listener: Listener<Attributes>): Cancel;
  /** Nobody is told any more. */
  silence(): void;
};

/** Two answers that give the same text look the same on the page, whatever their order. */
const textOf = ({ known, attributes, asOf }: Known<unknown>): string | undefined =>
  asOf && JSON.stringify([known, Object.entries(attributes).sort()]);

export const createHeld = <Attributes>(
  initial: Snapshot<Attributes>,
  report: AskingWorld['report'],
): Held<Attributes> => {
  const entries = new Set<readonly [Occasion, Listener<Attributes>]>();
  let snapshot = Object.freeze(initial);

  const tell = (listener: Listener<Attributes>) => {
    try {
      listener(snapshot);
    } catch (error) {
      report(error);
    }
  };

  const announce = (occasion: Occasion) => {
    for (const entry of [...entries]) {
      if (entry[0] === occasion && entries.has(entry)) tell(entry[1]);
    }
  };

  return {
    now: () => snapshot,
    become(status, reason, known) {
      const before = snapshot;
      const changes = textOf(known) !== textOf(before);
      let now = { ...known, attributes: (changes ? known : before).attributes, status, reason };
      if (JSON.stringify(now) === JSON.stringify(before)) now = before as typeof now;
      else {
        snapshot = Object.freeze(now);
        announce('snapshot');
      }
      if (changes) announce('change');
      if (known.asOf && !before.asOf) announce('ready');
      if (status === 'failed' || status === 'refused') announce('error');
      return now;
    },
    on(occasion, listener) {
      const entry = [occasion, listener] as const;
      entries.add(entry);
      if (occasion === 'ready' && snapshot.asOf) {
        Promise.resolve().then(() => entries.has(entry) && tell(listener));
      }
      return () => {
        entries.delete(entry);
      };
    },
    silence: () => entries.clear(),
  };
};
