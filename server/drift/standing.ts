// How does Drift do, as far as we have seen? One word, since when, and the last failure, for health and status.

import type { Clock } from '../clock.ts';
import type { ErrorCode } from '../errors.ts';
import type { Outcome } from './asking.ts';
import type { Breaker } from './breaker.ts';

/** `rejecting`: it lives but does not take our token. */
export type DriftState = 'unasked' | 'good' | 'failing' | 'rejecting';

export type Standing = {
  /** Every call, once it is over and the breaker knows of it; `duration` in milliseconds, `asked` the path and query. */
  note(outcome: Outcome, duration: number, asked: string): void;
  state(): DriftState;
  /** Whether it is unasked, bad, or has failed since its last answer: then another call would tell more. */
  isInDoubt(): boolean;
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

/** Of a Drift that was never seen well the first of these is told at once: it is no slowness and concerns everybody. */
const plain: ReadonlySet<Outcome> = new Set(['upstream_unavailable', 'upstream_rejected']);

export const createStanding = (breaker: Pick<Breaker, 'state'>, clock: Clock): Standing => {
  const at = (): string => new Date(clock.wall()).toISOString();
  let state: DriftState = 'unasked';
  let since = at();
  let lastFailure: { readonly reason: ErrorCode; readonly at: string } | undefined;
  let inARow = createFailuresInARow(clock);

  const isSure = (outcome: Outcome): boolean => {
    if (state === 'failing' || state === 'rejecting') return true;
    return (state === 'unasked' && plain.has(outcome)) || inARow.areMany();
  };
  const next = (meaning: DriftState, outcome: Outcome): DriftState => {
    if (breaker.state !== 'closed') return 'failing';
    return meaning === 'good' || isSure(outcome) ? meaning : state;
  };

  return {
    note(outcome, duration, asked) {
      if (outcome !== 'answered') lastFailure = { reason: outcome, at: at() };
      const meaning = meanings[outcome];
      if (meaning === undefined) return;
      if (meaning === 'good') inARow = createFailuresInARow(clock);
      else inARow.add(duration, outcome === 'upstream_invalid' ? asked : undefined);
      const now = next(meaning, outcome);
      if (now === state) return;
      state = now;
      since = at();
    },
    state: () => state,
    isInDoubt: () => state !== 'good' || inARow.any(),
    report: () => ({ state, since, breaker: breaker.state, lastFailure }),
  };
};

/** The failures since the last answer: are they more than a short slowness, and more than one bad record? */
const createFailuresInARow = (clock: Clock) => {
  let count = 0;
  let latest = Number.NEGATIVE_INFINITY;
  let onlyAsked: string | undefined;
  let concernsAll = false;

  return {
    /** `asked`: the question, of a failure that may lie in the record that was asked for. */
    add(duration: number, asked: string | undefined): void {
      onlyAsked ??= asked;
      if (asked === undefined || asked !== onlyAsked) concernsAll = true;
      // Calls that were under way together met the same slowness: they count once.
      if (clock.now() - duration < latest) return;
      count += 1;
      latest = clock.now();
    },
    any: () => count > 0,
    areMany: () => concernsAll && count >= patience,
  };
};
