// Whom does Drift know by this name? External ids go together where several are asked for at once, other names alone.

import type { Clock } from '../clock.ts';
import type { FetchContact } from '../lookup/ports.ts';
import type { Ask } from './asking.ts';
import { createBatch, type FindAlone, type FindTogether } from './batch.ts';
import { pathOf, pathOfMany } from './contact-question.ts';
import { createReadMany, createReadOne } from './read-answer.ts';

type Parts = {
  readonly ask: Ask;
  readonly clock: Clock;
  /** DRIFT_TIMEOUT. */
  readonly timeout: number;
};

/** Longer than the wait for a slot, in milliseconds. */
const slack = 1_000;

export const createFetchContact = ({ ask, clock, timeout }: Parts): FetchContact => {
  const readMany = createReadMany(clock);
  const readOne = createReadOne(clock);

  const findAlone: FindAlone = (ref, lane) => ask({ method: 'GET', path: pathOf(ref) }, lane, readOne(ref));
  const findTogether: FindTogether = (externalIds, lane) =>
    ask({ method: 'GET', path: pathOfMany(externalIds) }, lane, readMany);
  const findInBatch = createBatch({ findTogether, findAlone, patience: timeout + slack, clock });

  return (ref, lane) => (ref.kind === 'external' ? findInBatch(ref, lane) : findAlone(ref, lane));
};
