// How does an expiry or forget that was asked for here reach everybody? Memory first, then Redis, which tells the other nodes.

import type { Clock } from '../clock.ts';
import type { Name } from '../lookup/entry.ts';
import type { Awaitable } from '../lookup/ports.ts';
import type { KnownNumbers } from './known-numbers.ts';
import type { MemoryStore } from './memory.ts';
import type { OwedStrikes } from './owed-strikes.ts';
import type { RecentStrikes } from './recent-strikes.ts';
import type { SharedStore, Strike } from './shared-store.ts';

export type Strikes = {
  /** Says how many entries it reached: the most that were found in one place. */
  strike(kind: 'expire' | 'forget', names: readonly Name[]): Awaitable<number>;
  /** Sends what is owed. What is not taken is sent again later. */
  settle(shared: Pick<SharedStore, 'strike'>): Promise<void>;
  /** Whether Redis has yet to hear of something: until then it is not to be asked anything. */
  owing(): boolean;
  /** The own number that an answer of Redis, asked for now, is sure to know of. */
  readsFrom(): number;
};

type Parts = {
  readonly memory: MemoryStore;
  readonly shared: Pick<SharedStore, 'strike'>;
  readonly isUp: () => boolean;
  readonly numbers: KnownNumbers;
  readonly owed: OwedStrikes;
  readonly recent: RecentStrikes;
  readonly clock: Clock;
};

/** Milliseconds until a Redis that is there, and did not take a strike, is sent it again. */
const again = 1_000;

export const createStrikes = (parts: Parts): Strikes => {
  const { memory, shared, isUp, numbers, owed, recent, clock } = parts;
  /** The own numbers from before strikes that Redis has not answered yet. */
  const underWay = new Set<number>();
  let isToTryAgain = false;

  const taken = (kind: Strike['kind'], names: readonly Name[], number: number): void => {
    if (kind !== 'flush') recent.note(kind, names);
    if (number > numbers.latest) knowFromNowOn(number);
  };
  /** The own number is raised: a flight that has begun before knew less, and must not pass for one that knew this. */
  const knowFromNowOn = (number: number): void => {
    memory.expire([]);
    numbers.note(memory.latestForget(), number);
  };

  const settle: Strikes['settle'] = async (through) => {
    if (!(await owed.pay(through.strike, taken))) tryAgain();
  };

  /** Only while Redis is there: when it comes back, its return settles. */
  const tryAgain = (): void => {
    if (isToTryAgain) return;
    isToTryAgain = true;
    clock.after(again, () => {
      isToTryAgain = false;
      if (isUp()) void settle(shared);
    });
  };

  const tell = async (kind: 'expire' | 'forget', names: readonly Name[], before: number): Promise<number> => {
    underWay.add(before);
    const done = await shared.strike(kind, names);
    underWay.delete(before);
    if (done === undefined) {
      owed.owe(kind, names);
      tryAgain();
      return 0;
    }
    taken(kind, names, done.number);
    return done.count;
  };

  return {
    strike(kind, names) {
      const before = memory.latestForget();
      const here = memory[kind](names);
      numbers.note(memory.latestForget(), numbers.latest);
      if (isUp()) return tell(kind, names, before).then((there) => Math.max(here, there));
      owed.owe(kind, names);
      return here;
    },
    settle,
    owing: owed.any,
    readsFrom() {
      const [earliest] = underWay;
      return earliest ?? memory.latestForget();
    },
  };
};
