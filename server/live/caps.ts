// How many pages may be open at once? So many of one subject, of one address, and in all; counted at once.

import { ProxyError } from '../errors.ts';

export const mostOfSubject = 20;
export const mostOfAddress = 2_000;

export type Caps = {
  /**
   * Takes a place for one more; what it gives frees it, once. `address` undefined: it cannot be known, and is not counted.
   * @throws ProxyError `too_many_requests` or, when there are too many in all, `overloaded`
   */
  take(subject: string, address: string | undefined): () => void;
  /** How many places are taken. */
  readonly open: number;
};

/** Seconds: a place is free when some page closes, and nobody knows when that is. */
const retryAfter = 30;

const createCount = (most: number) => {
  const counts = new Map<string, number>();
  return {
    hasRoom: (key: string): boolean => (counts.get(key) ?? 0) < most,
    add: (key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1),
    remove(key: string): void {
      const left = (counts.get(key) ?? 0) - 1;
      if (left > 0) counts.set(key, left);
      else counts.delete(key);
    },
  };
};

export const createCaps = (mostInAll: number): Caps => {
  const subjects = createCount(mostOfSubject);
  const addresses = createCount(mostOfAddress);
  let open = 0;

  const requireRoom = (subject: string, address: string | undefined): void => {
    if (open >= mostInAll) throw new ProxyError('overloaded', { reason: 'streams', retryAfter });
    if (!subjects.hasRoom(subject))
      throw new ProxyError('too_many_requests', { reason: 'streams_of_subject', retryAfter });
    if (address !== undefined && !addresses.hasRoom(address))
      throw new ProxyError('too_many_requests', { reason: 'streams_of_address', retryAfter });
  };

  return {
    take(subject, address) {
      requireRoom(subject, address);
      open += 1;
      subjects.add(subject);
      if (address !== undefined) addresses.add(address);
      let isTaken = true;
      return () => {
        if (!isTaken) return;
        isTaken = false;
        open -= 1;
        subjects.remove(subject);
        if (address !== undefined) addresses.remove(address);
      };
    },
    get open() {
      return open;
    },
  };
};
