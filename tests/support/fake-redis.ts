// What do nodes share in a test without Redis? One store in this process, and a line to it for each node that can be cut.

import { createMemoryStore } from '../../server/cache/memory.ts';
import type { SharedNews, SharedStore, Strike } from '../../server/cache/shared-store.ts';
import type { Clock } from '../../server/clock.ts';
import type { Name } from '../../server/lookup/entry.ts';

/** One node's line. */
export type FakeLine = {
  readonly shared: SharedStore;
  readonly isUp: () => boolean;
  /** Who hears on this line. */
  hear(news: SharedNews, doubt: () => void): void;
  /** Does the return steps, then is up. */
  back(catchUp: (shared: SharedStore) => Promise<void>): Promise<void>;
  /** Nothing is sent and nothing is heard from now on. */
  cut(): void;
  /** What the others say is kept back until `letThrough`. */
  holdMessages(): void;
  letThrough(): void;
  /** Strikes of this node are on their way until this ends. */
  delayStrikes(delay: boolean): void;
  /** Redis is full, and gives this node no lease. */
  refuseLeases(refuse: boolean): void;
  /** Strikes are not taken although Redis is there. */
  refuseStrikes(refuse: boolean): void;
};

export type FakeRedis = {
  line(node: string): FakeLine;
  /** Everything is gone, the counter and the list of strikes, too. */
  flush(): void;
  /** A replica takes over that has not heard of the latest strikes. */
  loseStrikes(count: number): void;
  /** How many of the latest strikes can be replayed. */
  listLength: number;
  readonly strikes: readonly Strike[];
  readonly boarded: number;
  readonly reads: number;
};

/** Each says which number came before its own, so that a missing one shows. */
type Logged = Strike & { readonly previous: number };

type Lease = { readonly node: string; readonly until: number };

/** `lease`: milliseconds. */
export const createFakeRedis = (clock: Clock, lease = 10_000): FakeRedis => {
  const listeners = new Map<string, (say: (news: SharedNews) => void) => void>();
  const leases = new Map<Name, Lease>();
  const bounds = { maxContacts: 10_000, maxBytes: 64 * 1024 * 1024 };
  let inner = createMemoryStore(bounds, clock);
  let log: Logged[] = [];
  let born = 1_000;
  let number = born;
  /** As time is in Redis: no number is given twice, even when the counter was lost. */
  let highest = born;
  /** The number that the inner store had when the shared one was raised to this. */
  let innerNumbers = new Map([[born, inner.latestForget()]]);
  const counts = { boarded: 0, reads: 0 };
  const raise = (): void => {
    highest += 1;
    number = highest;
    innerNumbers.set(number, inner.latestForget());
  };
  const innerNumberAt = (begun: number): number =>
    Math.max(...[...innerNumbers].filter(([shared]) => shared <= begun).map(([, own]) => own));
  const tell = (say: (news: SharedNews) => void): void => {
    for (const listener of listeners.values()) listener(say);
  };
  const fake: { listLength: number } = { listLength: 1_000 };

  const endLease = (node: string, name: Name): void => {
    if (leases.get(name)?.node !== node) return;
    leases.delete(name);
    tell((news) => news.landed(name));
  };

  const commandsOf = (node: string, arrival: () => Promise<boolean>, doubt: () => void): SharedStore => ({
    read: async (name) => {
      counts.reads += 1;
      const entry = inner.read(name);
      return entry === undefined ? undefined : { ...entry };
    },
    write: async (asked, entry, begun) => {
      const isReborn = begun < born;
      const kept = !isReborn && inner.write(asked, { ...entry }, innerNumberAt(begun));
      endLease(node, asked);
      if (isReborn) doubt();
      return kept;
    },
    strike: async (kind, names) => {
      if (!(await arrival())) return undefined;
      const previous = number;
      if (kind === 'flush') inner.forgetEverything();
      const count = kind === 'flush' ? 0 : inner[kind](names);
      raise();
      for (const name of names) leases.delete(name);
      const strike: Strike = { number, kind, node, given: names, names };
      log.push({ ...strike, previous });
      tell((news) => news.struck(strike));
      return { number: strike.number, count };
    },
    strikesSince: async (since) => {
      const list = log.slice(-fake.listLength);
      const whole = since === number || list.some((one) => one.previous === since || one.number === since);
      return { number, strikes: list.filter((strike) => strike.number > since), whole, readable: true };
    },
    board: async (name) => {
      counts.boarded += 1;
      const held = leases.get(name);
      if (held !== undefined && held.until > clock.now() && held.node !== node) return 'waits';
      leases.set(name, { node, until: clock.now() + lease });
      return 'asks';
    },
    release: async (name) => endLease(node, name),
  });

  return {
    line(node) {
      let up = false;
      let held: ((news: SharedNews) => void)[] | undefined;
      let refused = false;
      let leaseless = false;
      let delayed = Promise.resolve();
      let arrive = (): void => {};
      let mine: SharedNews | undefined;
      let doubts = (): void => {};
      const commands = commandsOf(
        node,
        async () => {
          await delayed;
          return !refused;
        },
        () => doubts(),
      );
      const whileUp =
        <Args extends unknown[], Result>(command: (...args: Args) => Promise<Result>) =>
        async (...args: Args): Promise<Result | undefined> =>
          up ? command(...args) : undefined;
      const say = (word: (news: SharedNews) => void): void => {
        if (held !== undefined) held.push(word);
        else if (mine !== undefined) word(mine);
      };
      return {
        isUp: () => up,
        shared: {
          read: whileUp(commands.read),
          write: whileUp(commands.write),
          strike: whileUp(commands.strike),
          strikesSince: whileUp(commands.strikesSince),
          board: async (name) => (up && !leaseless ? commands.board(name) : undefined),
          release: async (name) => {
            if (up) await commands.release(name);
          },
        },
        hear: (news, doubt) => {
          mine = news;
          doubts = doubt;
        },
        async back(catchUp) {
          listeners.set(node, say);
          await catchUp(commands);
          up = true;
        },
        cut() {
          up = false;
          listeners.delete(node);
        },
        holdMessages() {
          held = [];
        },
        letThrough() {
          const words = held ?? [];
          held = undefined;
          words.forEach(say);
        },
        delayStrikes(delay) {
          arrive();
          if (!delay) return;
          delayed = new Promise((resolve) => {
            arrive = resolve;
          });
        },
        refuseLeases(refuse) {
          leaseless = refuse;
        },
        refuseStrikes(refuse) {
          refused = refuse;
        },
      };
    },
    flush() {
      inner = createMemoryStore(bounds, clock);
      innerNumbers = new Map();
      raise();
      born = number;
      log = [];
      leases.clear();
    },
    loseStrikes(count) {
      log = log.slice(0, -count);
      inner = createMemoryStore(bounds, clock);
      number = log.at(-1)?.number ?? born;
      innerNumbers = new Map([[number, inner.latestForget()]]);
    },
    get listLength() {
      return fake.listLength;
    },
    set listLength(length) {
      fake.listLength = length;
    },
    get strikes() {
      return log;
    },
    get boarded() {
      return counts.boarded;
    },
    get reads() {
      return counts.reads;
    },
  };
};
