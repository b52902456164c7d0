// What has Redis yet to hear of? Strikes that it did not take, kept until it does; too many become one that removes everything.

import type { Name } from '../lookup/entry.ts';
import type { SharedStore, Strike } from './shared-store.ts';

type Kind = Exclude<Strike['kind'], 'flush'>;
type Share = { readonly kind: Strike['kind']; readonly names: readonly Name[] };

export type OwedStrikes = {
  owe(kind: Kind, names: readonly Name[]): void;
  /** Whether anything is left, what is just being sent included. */
  any(): boolean;
  /**
   * Sends until nothing is left or something is not taken, which then stays; says whether all was taken. `taken` is told of
   * each share that was.
   */
  pay(
    strike: SharedStore['strike'],
    taken: (kind: Strike['kind'], names: readonly Name[], number: number) => void,
  ): Promise<boolean>;
};

/** Names that one script may strike: it must not hold Redis up. */
const maxNamesAtOnce = 100;

export const createOwedStrikes = ({
  maxNames = 10_000,
}: {
  readonly maxNames?: number;
} = {}): OwedStrikes => {
  const owed = new Map<Name, Kind>();
  let everything = false;
  let beingSent = 0;

  /** Whoever is to be forgotten stays so: an expiry would leave the data. */
  const owe = (kind: Kind, names: readonly Name[]): void => {
    if (everything) return;
    for (const name of names) if (owed.get(name) !== 'forget') owed.set(name, kind);
    if (owed.size > maxNames) oweEverything();
  };
  const oweEverything = (): void => {
    owed.clear();
    everything = true;
  };

  /** Taken out before it is sent: what is struck again meanwhile is owed anew. */
  const takeOut = (): Share | undefined => {
    if (everything) {
      everything = false;
      return { kind: 'flush', names: [] };
    }
    const [first] = owed;
    if (first === undefined) return undefined;
    const kind = first[1];
    const names = [...owed]
      .filter(([, its]) => its === kind)
      .map(([name]) => name)
      .slice(0, maxNamesAtOnce);
    for (const name of names) owed.delete(name);
    return { kind, names };
  };
  const putBack = ({ kind, names }: Share): void => {
    if (kind === 'flush') oweEverything();
    else owe(kind, names);
  };

  return {
    owe,
    any: () => everything || owed.size > 0 || beingSent > 0,
    async pay(strike, taken) {
      for (let share = takeOut(); share !== undefined; share = takeOut()) {
        beingSent += 1;
        const done = await strike(share.kind, share.names);
        beingSent -= 1;
        if (done === undefined) {
          putBack(share);
          return false;
        }
        taken(share.kind, share.names, done.number);
      }
      return true;
    },
  };
};
