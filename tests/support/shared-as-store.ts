// Does what all nodes share keep the promises of a store? A SharedStore as the suite wants it, on a Redis that is there.

import type { SharedStore } from '../../server/cache/shared-store.ts';
import type { Store } from '../../server/lookup/ports.ts';

/** @throws Error when Redis does not answer */
const there = <Result>(result: Result | undefined): Result => {
  if (result === undefined) throw new Error('Redis is not there');
  return result;
};

/** One node that has just returned: it knows the number that there is now, and those of its own strikes. */
export const sharedAsStore = async (shared: SharedStore): Promise<Store> => {
  let latest = there(await shared.strikesSince(0)).number;
  const strike = async (
    kind: 'expire' | 'forget',
    names: Parameters<Store['forget']>[0],
  ): Promise<number> => {
    const { number, count } = there(await shared.strike(kind, names));
    latest = number;
    return count;
  };
  return {
    read: shared.read,
    atHand: () => undefined,
    write: async (asked, entry, begun) => there(await shared.write(asked, entry, begun)),
    expire: (names) => strike('expire', names),
    forget: (names) => strike('forget', names),
    latestForget: () => latest,
    unreached: () => [],
  };
};
