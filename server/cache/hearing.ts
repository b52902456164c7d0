// What have other nodes struck? Memory is struck by what they say, and by what they said while this node could not hear them.

import type { Clock } from '../clock.ts';
import type { Entry, Name } from '../lookup/entry.ts';
import type { KnownNumbers } from './known-numbers.ts';
import type { MemoryStore } from './memory.ts';
import type { OwedStrikes } from './owed-strikes.ts';
import type { RecentStrikes } from './recent-strikes.ts';
import type { SharedNews, SharedStore, Strike } from './shared-store.ts';
import type { Strikes } from './strikes.ts';

export type Hearing = Pick<SharedNews, 'struck' | 'unreadable'> & {
  /**
   * Each time Redis is there again, before it is asked anything else: learns what was missed and sends what is owed. Nothing is
   * known any better when it cannot be done to the end.
   */
  catchUp(shared: Pick<SharedStore, 'strikesSince' | 'strike'>): Promise<void>;
  /**
   * Redis, which was there all the time, takes no answers from before: it was emptied, and its counter made anew. Looks what that
   * says now, at most once a second.
   */
  doubt(): Promise<void>;
  /**
   * Whether this answer from Redis may have been struck without a trace: it is from before a strike that could not be read here,
   * whose names may be made by another key.
   */
  isSuspect(entry: Entry): boolean;
};

type Parts = {
  /** By which the others know this node. */
  readonly node: string;
  readonly memory: MemoryStore;
  readonly isUp: () => boolean;
  readonly numbers: KnownNumbers;
  readonly owed: OwedStrikes;
  readonly recent: RecentStrikes;
  readonly strikes: Pick<Strikes, 'settle'>;
  readonly shared: Pick<SharedStore, 'strikesSince' | 'strike'>;
  readonly clock: Clock;
};

/** Milliseconds between two looks at the counter out of doubt. */
const pause = 1_000;

type History = NonNullable<Awaited<ReturnType<SharedStore['strikesSince']>>>;

type HasGap = (heard: number, since: History) => boolean;

const hasFallen: HasGap = (heard, since) => since.number < heard;
const lacksSome: HasGap = (heard, since) => hasFallen(heard, since) || !since.whole;

export const createHearing = (parts: Parts): Hearing => {
  const { node, memory, isUp, numbers, owed, recent, strikes, shared, clock } = parts;
  /** No strike up to this number was missed. */
  let heard = 0;
  let doubtedAt = Number.NEGATIVE_INFINITY;
  let unreadableAt = Number.NEGATIVE_INFINITY;

  const know = (number: number): void => numbers.note(memory.latestForget(), number);

  const apply = ({ kind, names }: Strike): void => {
    if (kind === 'flush') memory.forgetEverything();
    else memory[kind](names);
    // Whoever struck may be gone when Redis has lost it; of a forget every node keeps the memory.
    if (kind === 'forget') recent.note(kind, names);
  };

  /** Contacts that rest here without any of the names given: Redis knew more of their names. */
  const missedHere = ({ given, names }: Strike): Name[] =>
    names.filter((name) => {
      const entry = memory.read(name);
      const isById = entry?.kind === 'contact' && entry.names[0] === name;
      return isById && !entry.names.some((its) => given.includes(its));
    });

  /** This node has done its own at once, as far as it knew whom they meant. */
  const takeOwn = (strike: Strike): void => {
    const missed = missedHere(strike);
    if (missed.length > 0) apply({ ...strike, names: missed });
    else if (strike.number > numbers.latest) memory.expire([]);
  };

  const take = (strike: Strike): void => {
    if (strike.node === node) takeOwn(strike);
    else apply(strike);
    know(strike.number);
  };

  const startOver = (number: number): void => {
    memory.expireEverything();
    numbers.restart(memory.latestForget(), number);
    for (const [name, kind] of recent.all()) owed.owe(kind, [name]);
  };

  const replay = (since: History): void => {
    since.strikes.forEach(take);
    if (since.number <= numbers.latest) return;
    memory.expire([]);
    know(since.number);
  };

  /** Whether Redis has told. What is heard while it is asked must not count as known to it. */
  const learn = async (through: Pick<SharedStore, 'strikesSince'>, hasGap: HasGap): Promise<boolean> => {
    const before = heard;
    const since = await through.strikesSince(before);
    if (since === undefined) return false;
    if (!since.readable) unreadableAt = clock.now();
    if (hasGap(before, since)) startOver(since.number);
    else replay(since);
    heard = since.number;
    return true;
  };

  return {
    struck(strike) {
      take(strike);
      // While Redis is not wholly there, earlier ones may be missing.
      if (isUp()) heard = Math.max(heard, strike.number);
    },
    unreadable() {
      unreadableAt = clock.now();
      memory.expireEverything();
      know(numbers.latest);
    },
    isSuspect: ({ storedAt }) => storedAt <= unreadableAt,
    async catchUp(through) {
      if (await learn(through, lacksSome)) await strikes.settle(through);
    },
    async doubt() {
      if (clock.now() - doubtedAt < pause) return;
      doubtedAt = clock.now();
      if (await learn(shared, hasFallen)) await strikes.settle(shared);
    },
  };
};
