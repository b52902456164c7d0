// Whom does Drift know by this name? External ids go together where several are asked for at once, other names alone.

import type { Clock } from '../clock.ts';
import type { ProxyError } from '../errors.ts';
import type { FetchContact } from '../lookup/ports.ts';
import type { Ask } from './asking.ts';
import { createBatch, type FindAlone, type FindTogether, type SlotFor } from './batch.ts';
import type { Breaker } from './breaker.ts';
import { pathOf, pathOfMany } from './contact-question.ts';
import type { Departures } from './departures.ts';
import { readMany, readOne } from './read-answer.ts';

type Parts = {
  readonly ask: Ask;
  /** For those who go together: with it they take whoever comes before their slot does. */
  readonly slotFor: SlotFor;
  readonly whyShut: Departures['whyShut'];
  readonly breaker: Pick<Breaker, 'state' | 'onShut'>;
  readonly clock: Clock;
  /** DRIFT_TIMEOUT. */
  readonly timeout: number;
};

/** Longer than the wait for a slot, in milliseconds. */
const slack = 1_000;

export const createFetchContact = (parts: Parts): FetchContact => {
  const { ask, slotFor, whyShut, breaker, clock, timeout } = parts;
  const findAlone: FindAlone = (ref, lane, slot) =>
    ask({ method: 'GET', path: pathOf(ref) }, lane, readOne(ref), slot);
  const findTogether: FindTogether = (externalIds, lane, slot) =>
    ask({ method: 'GET', path: pathOfMany(externalIds) }, lane, readMany, slot);
  const findInBatch = createBatch({
    findTogether,
    findAlone,
    slotFor,
    onShut: breaker.onShut,
    patience: timeout + slack,
    clock,
  });
  /** Nobody is to wait for company in vain; but a probe that is under way may be over in a moment, and then all go on. */
  const refusal = (): ProxyError | undefined => (breaker.state === 'half-open' ? undefined : whyShut());

  return async (ref, lane) => {
    if (ref.kind !== 'external') return findAlone(ref, lane);
    const refused = refusal();
    if (refused !== undefined) throw refused;
    return findInBatch(ref, lane);
  };
};
