// How do many misses become few calls? Those that come while a call is under way go together in the next one.

import type { Clock } from '../clock.ts';
import { ProxyError } from '../errors.ts';
import type { ContactAnswer, Lane } from '../lookup/ports.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import { pathOfMany } from './contact-question.ts';
import type { Contact } from './contact-wire.ts';
import { createGathering } from './gathering.ts';

/** Asks for several external ids in one call. @throws ProxyError one of the `upstream_*` codes */
export type FindTogether = (externalIds: readonly string[], lane: Lane) => Promise<readonly Contact[]>;
/** Asks for one contact in a call of its own. */
export type FindAlone = (ref: ContactRef, lane: Lane) => Promise<ContactAnswer>;

const longestQuery = 4_096;

type Waiter = {
  readonly ref: ContactRef;
  readonly lane: Lane;
  readonly resolve: (answer: ContactAnswer) => void;
  readonly reject: (error: unknown) => void;
};

type Parts = {
  readonly findTogether: FindTogether;
  readonly findAlone: FindAlone;
  /** How long each waiter waits for its own outcome, in milliseconds. */
  readonly patience: number;
  readonly clock: Clock;
};

/** One who asked again after a forget stands beside the one who asked before it. */
const valuesOf = (waiters: readonly Waiter[]): string[] => [...new Set(waiters.map(({ ref }) => ref.value))];

const fitTogether = (waiters: readonly Waiter[]): boolean =>
  pathOfMany(valuesOf(waiters)).length <= longestQuery;

const laneOf = (waiters: readonly Waiter[]): Lane =>
  waiters.some(({ lane }) => lane === 'visitor') ? 'visitor' : 'background';

/** Each contact to whom asked for its external id; undefined when one fits nobody, or two fit the same. */
const matched = (
  contacts: readonly Contact[],
  waiters: readonly Waiter[],
): ReadonlyMap<Waiter, Contact> | undefined => {
  const answers = new Map<Waiter, Contact>();
  for (const contact of contacts) {
    const asking = waiters.filter(({ ref }) => ref.value === contact.externalId);
    if (asking.length === 0 || asking.some((waiter) => answers.has(waiter))) return undefined;
    for (const waiter of asking) answers.set(waiter, contact);
  }
  return answers;
};

/** For references by external id alone: Drift takes no other name several at once. */
export const createBatch = ({ findTogether, findAlone, patience, clock }: Parts): FindAlone => {
  /** Whoever has no outcome yet; nothing is asked for anybody else. */
  const waiting = new Set<Waiter>();
  const stillWaiting = (waiters: readonly Waiter[]): Waiter[] =>
    waiters.filter((waiter) => waiting.has(waiter));

  const eachAlone = async (waiters: readonly Waiter[]): Promise<void> => {
    const asked = stillWaiting(waiters);
    await Promise.all(
      asked.map(({ ref, lane, resolve, reject }) => findAlone(ref, lane).then(resolve, reject)),
    );
  };

  /** Gives the found ones their answer and returns those that were not among them. */
  const deliver = (answers: ReadonlyMap<Waiter, Contact>, waiters: readonly Waiter[]): Waiter[] => {
    for (const [waiter, contact] of answers) waiter.resolve(contact);
    return stillWaiting(waiters.filter((waiter) => !answers.has(waiter)));
  };

  /** One contact that Drift describes badly must not spoil the answer of the others; nor must many large ones. */
  const settle = async (
    waiters: readonly Waiter[],
    ask: (waiters: readonly Waiter[]) => Promise<void>,
  ): Promise<void> => {
    try {
      await ask(waiters);
    } catch (error) {
      if (error instanceof ProxyError && error.code === 'upstream_invalid') {
        return error.reason === 'too_large' ? inHalves(waiters) : eachAlone(waiters);
      }
      for (const { reject } of waiters) reject(error);
    }
  };
  const lookUp = (waiters: readonly Waiter[]): Promise<void> =>
    settle(waiters, waiters.length > 1 ? askTogether : eachAlone);
  const inHalves = async (waiters: readonly Waiter[]): Promise<void> => {
    const half = Math.ceil(waiters.length / 2);
    await Promise.all([lookUp(waiters.slice(0, half)), lookUp(waiters.slice(half))]);
  };

  /** Whoever was missing is asked for once more; nobody is unknown because of one short answer. */
  const askAgain = async (missing: readonly Waiter[]): Promise<void> => {
    const contacts = await findTogether(valuesOf(missing), laneOf(missing));
    if (contacts.length === 0) {
      for (const { resolve } of missing) resolve({ kind: 'unknown' });
      return;
    }
    const answers = matched(contacts, missing);
    await eachAlone(answers === undefined ? missing : deliver(answers, missing));
  };

  const askTogether = async (waiters: readonly Waiter[]): Promise<void> => {
    const answers = matched(await findTogether(valuesOf(waiters), laneOf(waiters)), waiters);
    if (answers === undefined) return eachAlone(waiters);
    const missing = deliver(answers, waiters);
    if (missing.length > 0) await settle(missing, askAgain);
  };

  const gathering = createGathering<Waiter>({ travel: lookUp, fitTogether, clock });

  return (ref, lane) =>
    new Promise((resolve, reject) => {
      const end = (): void => {
        cancel();
        waiting.delete(waiter);
        gathering.end(waiter);
      };
      const waiter: Waiter = {
        ref,
        lane,
        resolve: (answer) => {
          end();
          resolve(answer);
        },
        reject: (error) => {
          end();
          reject(error);
        },
      };
      const cancel = clock.after(patience, () =>
        waiter.reject(new ProxyError('upstream_timeout', { reason: 'batch' })),
      );
      waiting.add(waiter);
      gathering.come(waiter);
    });
};
