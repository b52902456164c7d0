// Which is to be believed, what rests in memory or what rests in Redis?

import type { Entry } from '../lookup/entry.ts';

/** Wall clock and jitter are of the moment at which one node made it: no other answer has both. */
const isSameAnswer = (one: Entry, other: Entry): boolean =>
  one.asOf === other.asOf && one.jitter === other.jitter;

/**
 * The later answer. Of one and the same, what Redis says of its expiry: it has heard every strike, and memory may have been
 * expired as a whole because it had missed some.
 */
export const supersedes = (shared: Entry, here: Entry | undefined): boolean => {
  if (here === undefined) return true;
  if (isSameAnswer(shared, here)) return shared.expired !== here.expired;
  return shared.storedAt > here.storedAt;
};
