// Who waits for an external id, what is asked for all of them together, and whose is each answer?

import type { ContactAnswer, Lane } from '../lookup/ports.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import { pathOfMany } from './contact-question.ts';
import type { Contact } from './contact-wire.ts';

export type Waiter = {
  readonly ref: ContactRef;
  readonly lane: Lane;
  readonly resolve: (answer: ContactAnswer) => void;
  readonly reject: (error: unknown) => void;
};

const longestQuery = 4_096;

/** One who asked again after a forget stands beside the one who asked before it. */
export const valuesOf = (waiters: readonly Waiter[]): string[] => [
  ...new Set(waiters.map(({ ref }) => ref.value)),
];

export const fitTogether = (waiters: readonly Waiter[]): boolean =>
  pathOfMany(valuesOf(waiters)).length <= longestQuery;

export const laneOf = (waiters: readonly Waiter[]): Lane =>
  waiters.some(({ lane }) => lane === 'visitor') ? 'visitor' : 'background';

/** Each contact to whom asked for its external id; undefined when one fits nobody, or two fit the same. */
export const matched = (
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
