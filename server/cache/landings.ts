// Has another node's answer landed? Who waits for one is told when it has, and at once when nobody can tell any more.

import type { Clock } from '../clock.ts';
import type { Name } from '../lookup/entry.ts';

type Word = 'landed' | 'lost';

/** Word of one landing; what comes before it is waited for counts. */
export type Expected = {
  /** The word, or undefined when none comes in so many milliseconds. */
  within(milliseconds: number): Promise<Word | undefined>;
  /** To be called once nobody waits any more. */
  end(): void;
};

export type Landings = {
  expect(name: Name): Expected;
  /** An answer about this name has landed, or whoever asked has given up. */
  landed(name: Name): void;
  /** Redis is gone: no word will come. */
  lost(): void;
};

export const createLandings = (clock: Clock): Landings => {
  const expecting = new Map<Name, Set<(word: Word) => void>>();

  const remove = (name: Name, hear: (word: Word) => void): void => {
    const all = expecting.get(name);
    all?.delete(hear);
    if (all?.size === 0) expecting.delete(name);
  };

  return {
    expect(name) {
      let hear: (word: Word) => void = () => {};
      const word = new Promise<Word>((resolve) => {
        hear = resolve;
      });
      expecting.set(name, (expecting.get(name) ?? new Set()).add(hear));
      return {
        within: (milliseconds) =>
          new Promise((resolve) => {
            const cancel = clock.after(milliseconds, () => resolve(undefined));
            void word.then(resolve).finally(cancel);
          }),
        end: () => remove(name, hear),
      };
    },
    landed(name) {
      for (const hear of expecting.get(name) ?? []) hear('landed');
    },
    lost() {
      for (const all of expecting.values()) for (const hear of all) hear('lost');
    },
  };
};
