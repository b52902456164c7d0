// Which keys does the identity provider publish? A key set that outlives its outages and floods of invented names.

import type { Algorithm } from '../../config/config.ts';
import type { Clock } from '../clock.ts';
import { ProxyError } from '../errors.ts';
import { createHeldKeys } from './held-keys.ts';
import { createKeySetSource, type Download } from './key-set-source.ts';
import type { KeyRing } from './keys.ts';
import { createRefreshLoop } from './refresh-loop.ts';
import { sortKeys } from './sort-keys.ts';

type Parts = {
  readonly url: string;
  readonly algorithm: Algorithm;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  /** Hears of ignored keys and failed fetches; never a value from outside. */
  readonly warn: (message: string) => void;
};

/** Milliseconds. */
const refreshEvery = 600_000;
const unknownKidEvery = 30_000;
const firstRetry = 1_000;
const longestRetry = 30_000;

/** A set of 256 KiB may hold tens of thousands of members that are no keys; a line of the log may not. */
const mostComplaints = 8;

/**
 * The keys of a JSON Web Key Set (RFC 7517). It is fetched as a whole at start, every 10 minutes, and for an unknown
 * `kid` at most once in 30 s; the last good set serves for 24 h. A token whose `kid` is known never waits for a fetch.
 */
export const createKeySet = ({ url, algorithm, fetch, clock, warn }: Parts): KeyRing => {
  const beginDownload = createKeySetSource({ url, fetch, clock });
  const held = createHeldKeys({ clock });
  let download: Download | undefined;
  let retry = firstRetry;
  let complaints = '';
  let unknownKidAt = Number.NEGATIVE_INFINITY;
  let closed = false;

  const complain = (ignored: readonly string[]): void => {
    const more =
      ignored.length > mostComplaints ? [`${ignored.length - mostComplaints} more are ignored`] : [];
    const now = [...ignored.slice(0, mostComplaints), ...more].join('; ');
    if (now !== '' && now !== complaints) warn(now);
    complaints = now;
  };

  const load = async (): Promise<void> => {
    download = beginDownload();
    const { fitting, ignored } = sortKeys(await download.keys, algorithm);
    complain(ignored);
    if (fitting.length === 0)
      throw new ProxyError('keys_unavailable', { reason: 'key_set_without_fitting_key' });
    held.replace(fitting);
  };

  /** Short pauses only before the first set: without one, nobody can sign in. */
  const pauseAfterFailure = (): number => {
    const pause = held.any() ? longestRetry : retry;
    retry = Math.min(2 * retry, longestRetry);
    return pause;
  };

  const attempt = async (): Promise<number> => {
    try {
      await load();
      return refreshEvery;
    } catch (error) {
      const reason = error instanceof ProxyError ? error.reason : 'key_set_error';
      const meanwhile = held.any() ? 'the last good one serves on' : 'no session can be verified';
      if (!closed) warn(`the key set could not be renewed (${reason}); ${meanwhile}`);
      return pauseAfterFailure();
    }
  };

  const loop = createRefreshLoop({ clock, attempt });

  const lookForUnknownKid = async (): Promise<void> => {
    if (!loop.busy()) {
      if (clock.now() - unknownKidAt < unknownKidEvery) return;
      unknownKidAt = clock.now();
    }
    await loop.refresh();
  };

  const requireAny = (): void => {
    if (held.any()) return;
    const retryAfter = Math.max(1, Math.ceil(loop.nextIn() / 1000));
    throw new ProxyError('keys_unavailable', { reason: 'key_set_not_there', retryAfter });
  };

  const candidates: KeyRing['candidates'] = async (kid) => {
    requireAny();
    const known = held.named(kid);
    if (known.length > 0) return known;
    await lookForUnknownKid();
    requireAny();
    return held.named(kid);
  };

  return {
    candidates,
    held: held.current,
    ready: held.any,
    start: loop.refresh,
    close: () => {
      closed = true;
      loop.close();
      download?.abandon();
    },
  };
};
