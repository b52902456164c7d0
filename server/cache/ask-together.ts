// Which of all nodes asks Drift for this? The one that holds the lease on the name; the others wait for what it learns.

import type { Clock } from '../clock.ts';
import type { Entry, Name } from '../lookup/entry.ts';
import type { AskTogether } from '../lookup/ports.ts';
import type { Expected, Landings } from './landings.ts';
import type { LayeredStore } from './layered.ts';
import type { SharedStore } from './shared-store.ts';

type Parts = {
  readonly shared: Pick<SharedStore, 'board' | 'release'>;
  readonly store: Pick<LayeredStore, 'isShared' | 'look'>;
  readonly landings: Pick<Landings, 'expect'>;
  readonly clock: Clock;
  /** Milliseconds that another node is waited for, whatever it does: a call to Drift and its wait for a slot. */
  readonly bound: number;
};

type Question = Parameters<AskTogether>[0];
type Sufficing = Pick<Question, 'name' | 'suffices'>;

/** Milliseconds after which the lease is tried for again: word of a landing may be lost, and its holder may have died. */
const pollEvery = 250;

export const createAskTogether = ({ shared, store, landings, clock, bound }: Parts): AskTogether => {
  const findSufficient = async ({ name, suffices }: Sufficing): Promise<Entry | undefined> => {
    const entry = store.isShared() ? await store.look(name) : undefined;
    return entry !== undefined && suffices(entry) ? entry : undefined;
  };
  const release = (name: Name): void => void shared.release(name);

  /** With the lease. What has landed just before it was given is not asked for again. */
  const askForAll = async (question: Question): Promise<Entry> => {
    const landed = await findSufficient(question);
    if (landed !== undefined) {
      release(question.name);
      return landed;
    }
    try {
      return await question.ask(); // ends the lease with the writing
    } catch (error) {
      release(question.name);
      throw error;
    }
  };

  /** What another node has learned; undefined when it is this one's turn to try. */
  const waitFor = async (question: Question, landing: Expected, rest: number): Promise<Entry | undefined> => {
    const word = await landing.within(Math.min(pollEvery, rest));
    return word === 'landed' ? findSufficient(question) : undefined;
  };

  const together = async (question: Question): Promise<Entry> => {
    const until = clock.now() + bound;
    while (store.isShared() && clock.now() < until) {
      const landing = landings.expect(question.name); // before boarding, or its word could be missed
      try {
        const part = await shared.board(question.name);
        if (part === undefined) break;
        if (part === 'asks') return await askForAll(question);
        const landed = await waitFor(question, landing, until - clock.now());
        if (landed !== undefined) return landed;
      } finally {
        landing.end();
      }
    }
    return question.ask();
  };

  return (question) => (store.isShared() ? together(question) : question.ask());
};
