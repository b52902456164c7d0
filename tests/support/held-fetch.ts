// When does Drift answer? When the test says so: a FetchContact whose every call waits to be released by hand.

import { setImmediate } from 'node:timers/promises';
import type { ContactAnswer, FetchContact, Lane } from '../../server/lookup/ports.ts';
import type { ContactRef } from '../../server/policy/contact-ref.ts';

/** Lets everything happen that is able to happen without time going by. */
export const settle = async (): Promise<void> => {
  await setImmediate();
};

export type HeldCall = {
  readonly ref: ContactRef;
  readonly lane: Lane;
  /** Releases the call, and settles. */
  answer(answer: ContactAnswer): Promise<void>;
  fail(error: unknown): Promise<void>;
};

export type HeldFetch = {
  readonly fetchContact: FetchContact;
  /** Every call so far, the oldest first. */
  readonly calls: readonly HeldCall[];
  /** The latest call. */
  readonly last: HeldCall;
};

export const createHeldFetch = (): HeldFetch => {
  const calls: HeldCall[] = [];
  return {
    calls,
    get last() {
      const call = calls.at(-1);
      if (call === undefined) throw new Error('Drift was not asked');
      return call;
    },
    fetchContact: (ref, lane) =>
      new Promise((resolve, reject) => {
        calls.push({
          ref,
          lane,
          answer: (answer) => {
            resolve(answer);
            return settle();
          },
          fail: (error) => {
            reject(error);
            return settle();
          },
        });
      }),
  };
};
