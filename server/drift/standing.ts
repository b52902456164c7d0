// How does Drift do, as far as we have seen? One word, since when, and the last failure, for health and status.

import type { Clock } from '../clock.ts';
import type { ErrorCode } from '../errors.ts';
import type { Outcome } from './asking.ts';
import type { Breaker } from './breaker.ts';

/** `rejecting`: it lives but does not take our token. */
export type DriftState = 'unasked' | 'good' | 'failing' | 'rejecting';

export type Standing = {
  /** Every call, once it is over and the breaker knows of it; `duration` in milliseconds. */
  note(outcome: Outcome, duration: number): void;
  state(): DriftState;
  /** For the operator; times as ISO 8601. */
  report(): {
    readonly state: DriftState;
    readonly since: string;
    readonly breaker: Breaker['state'];
    readonly lastFailure: { readonly reason: ErrorCode; readonly at: string } | undefined;
  };
};

/** So many failures in a row, each begun after the one before, are no short slowness. */
const patience = 3;

/** What one call tells; the others tell nothing of Drift. */
const meanings: Partial<Record<Outcome, DriftState>> = {
  answered: 'good',
  upstream_busy: 'good',
  upstream_rejected: 'rejecting',
  upstream_unavailable: 'failing',
  upstream_timeout: 'failing',
  upstream_invalid: 'failing',
};

export const createStanding = (breaker: Pick<Breaker, 'state'>, clock: Clock): Standing => {
  const at = (): string => new Date(clock.wall()).toISOString();
  let state: DriftState = 'unasked';
  let since = at();
  let lastFailure: { readonly reason: ErrorCode; readonly at: string } | undefined;
  let failuresInARow = 0;
  let latestFailure = Number.NEGATIVE_INFINITY;

  /** Calls that were under way together met the same slowness: they count once. */
  const countFailure = (duration: number): void => {
    if (clock.now() - duration < latestFailure) return;
    failuresInARow += 1;
    latestFailure = clock.now();
  };

  const next = (meaning: DriftState): DriftState => {
    if (breaker.state !== 'closed') return 'failing';
    return meaning !== 'good' && state === 'good' && failuresInARow < patience ? state : meaning;
  };

  return {
    note(outcome, duration) {
      if (outcome !== 'answered') lastFailure = { reason: outcome, at: at() };
      const meaning = meanings[outcome];
      if (meaning === undefined) return;
      if (meaning === 'good') failuresInARow = 0;
      else countFailure(duration);
      const now = next(meaning);
      if (now === state) return;
      state = now;
      since = at();
    },
    state: () => state,
    report: () => ({ state, since, breaker: breaker.state, lastFailure }),
  };
};
