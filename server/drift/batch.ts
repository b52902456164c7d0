// How do many misses become few calls? Those that come while a call is under way, or waits for its slot, go together.

import type { Clock } from '../clock.ts';
import { ProxyError } from '../errors.ts';
import type { Awaitable, ContactAnswer, Lane } from '../lookup/ports.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import { createBoarding } from './boarding.ts';
import type { Contact } from './contact-wire.ts';
import { type Arrive, patience as patienceForSlot } from './departures.ts';
import { createGathering, type Gathering } from './gathering.ts';
import { fitTogether, laneOf, matched, valuesOf, type Waiter } from './waiters.ts';

/** Asks for several external ids in one call, with the slot that it has. @throws ProxyError one of the `upstream_*` codes */
export type FindTogether = (
  externalIds: readonly string[],
  lane: Lane,
  slot?: Arrive,
) => Promise<readonly Contact[]>;
/** Asks for one contact in a call of its own. */
export type FindAlone = (ref: ContactRef, lane: Lane, slot?: Arrive) => Promise<ContactAnswer>;
/**
 * Takes a slot within so many milliseconds, and calls `waits` when there is none yet; undefined: the call takes its own.
 * @throws ProxyError when none comes in time
 */
export type SlotFor = (lane: Lane, atMost: number, waits: () => void) => Awaitable<Arrive | undefined>;

type Parts = {
  readonly findTogether: FindTogether;
  readonly findAlone: FindAlone;
  readonly slotFor?: SlotFor;
  /** Has `action` called when no call may be made any more: whoever gathers is to hear of that at once. */
  readonly onShut: (action: () => void) => void;
  /** How long each waiter waits for its own outcome, in milliseconds. */
  readonly patience: number;
  readonly clock: Clock;
};

type Travel = (waiters: readonly Waiter[], slot?: Arrive) => Promise<void>;

/** While those who gather follow each other so closely, they wait for more, in milliseconds. */
const company = { newOnes: 50, missingOnes: 200 };

/** Such an answer has nothing to do with who was asked for: each alone would get the same. */
const meansEverybody = ({ reason = '' }: ProxyError): boolean =>
  reason.startsWith('status_3') || ['encoded', 'not_http', 'headers_too_large'].includes(reason);

/** For references by external id alone: Drift takes no other name several at once. */
export const createBatch = (parts: Parts): ((ref: ContactRef, lane: Lane) => Promise<ContactAnswer>) => {
  const { findTogether, findAlone, slotFor = () => undefined, onShut, patience, clock } = parts;
  /** Whoever has no outcome yet; nothing is asked for anybody else. */
  const waiting = new Set<Waiter>();
  const stillWaiting = (waiters: readonly Waiter[]): Waiter[] =>
    waiters.filter((waiter) => waiting.has(waiter));
  const rejectAll = (waiters: readonly Waiter[], error: unknown): void => {
    for (const { reject } of waiters) reject(error);
  };

  /** Says whether there was an answer. */
  const askAlone = ({ ref, lane, resolve, reject }: Waiter, slot?: Arrive): Promise<boolean> =>
    findAlone(ref, lane, slot).then(
      (answer) => {
        resolve(answer);
        return true;
      },
      (error: unknown) => {
        reject(error);
        return false;
      },
    );
  const eachAlone: Travel = async (waiters) => {
    await Promise.all(stillWaiting(waiters).map((waiter) => askAlone(waiter)));
  };
  const inHalves: Travel = async (waiters) => {
    const half = Math.ceil(waiters.length / 2);
    await Promise.all([lookUp(waiters.slice(0, half)), lookUp(waiters.slice(half))]);
  };

  /**
   * One contact that Drift describes badly must not spoil the answer of the others. But when Drift answers badly for
   * everybody, asking for each would spend a minute's budget on nothing: two of them try whether it helps.
   */
  const whereItHelps = async (
    waiters: readonly Waiter[],
    failure: ProxyError,
    further: Travel,
  ): Promise<void> => {
    const asked = stillWaiting(waiters);
    const scouts = new Set([...asked.slice(0, 1), ...asked.slice(-1)]);
    const helped = await Promise.all([...scouts].map((scout) => askAlone(scout)));
    const others = stillWaiting(asked).filter((waiter) => !scouts.has(waiter));
    if (helped.includes(true)) await further(others);
    else rejectAll(others, failure);
  };

  const settle = async (waiters: readonly Waiter[], ask: Travel, slot?: Arrive): Promise<void> => {
    try {
      await ask(waiters, slot);
    } catch (error) {
      const mayHelp =
        error instanceof ProxyError && error.code === 'upstream_invalid' && !meansEverybody(error);
      if (!mayHelp) return rejectAll(waiters, error);
      await whereItHelps(waiters, error, error.reason === 'too_large' ? inHalves : eachAlone);
    }
  };
  const lookUp: Travel = async (waiters, slot) => {
    const [first, ...others] = waiters;
    if (others.length > 0) await settle(waiters, askTogether, slot);
    else if (first !== undefined) await askAlone(first, slot);
  };

  const ask = async (waiters: readonly Waiter[], slot?: Arrive): Promise<readonly Contact[]> =>
    findTogether(valuesOf(waiters), laneOf(waiters), slot);
  /** Gives the found ones their answer and returns those that were not among them. */
  const deliver = (contacts: readonly Contact[], waiters: readonly Waiter[]): Waiter[] => {
    const answers = matched(contacts, waiters);
    if (answers === undefined) throw new ProxyError('upstream_invalid', { reason: 'another_contact' });
    for (const [waiter, contact] of answers) waiter.resolve(contact);
    return stillWaiting(waiters.filter((waiter) => !answers.has(waiter)));
  };
  const askTogether: Travel = async (waiters, slot) => {
    const missing = deliver(await ask(waiters, slot), waiters);
    for (const waiter of missing) newOnes.end(waiter);
    if (missing.length > 0) missingOnes.come(missing);
  };
  /** Whoever was missing is asked for once more; nobody is unknown because of one short answer. */
  const askAgain: Travel = async (missing, slot) => {
    const contacts = await ask(missing, slot);
    if (contacts.length > 0) return eachAlone(deliver(contacts, missing));
    for (const { resolve } of missing) resolve({ kind: 'unknown' });
  };

  /** Whoever has given up before the slot came is asked for no more, and a slot for nobody is given back. */
  const unlessAllGaveUp =
    (travel: Travel): Travel =>
    async (waiters, slot) => {
      const asked = stillWaiting(waiters);
      if (asked.length > 0) await travel(asked, slot);
      else slot?.('not made');
    };
  const gatheringFor = (
    travel: Travel,
    whom: { readonly company: number; readonly expectsMore: () => boolean },
  ): Gathering<Waiter> => {
    const { leave, join } = createBoarding<Waiter, Arrive | undefined>({
      slotFor: (waiters, ...rest) => slotFor(laneOf(waiters), ...rest),
      travel: unlessAllGaveUp(travel),
      refuse: rejectAll,
      fitTogether,
      patience: patienceForSlot,
      clock,
    });
    return createGathering({ ...whom, travel: leave, join, fitTogether, clock });
  };
  const newOnes = gatheringFor(lookUp, { company: company.newOnes, expectsMore: () => false });
  /** The missing of several calls go together, too. */
  const missingOnes = gatheringFor((missing, slot) => settle(missing, askAgain, slot), {
    company: company.missingOnes,
    expectsMore: () => newOnes.size > 0,
  });
  onShut(newOnes.leaveNow);
  onShut(missingOnes.leaveNow);

  return (ref, lane) =>
    new Promise((resolve, reject) => {
      const end = (): void => {
        cancel();
        waiting.delete(waiter);
        newOnes.end(waiter);
        missingOnes.end(waiter);
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
      newOnes.come([waiter]);
    });
};
