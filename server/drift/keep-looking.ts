// Does Drift do well again? It is asked now and then while there is a doubt, for the case that nobody comes who would ask.

import type { Cancel, Clock } from '../clock.ts';
import type { Ask } from './asking.ts';
import { pathOfMany } from './contact-question.ts';
import { readMany } from './read-answer.ts';
import type { Standing } from './standing.ts';

/** Milliseconds. */
const interval = 30_000;

/** What visitors ask, of somebody whom Drift does not know: another question might be answered where theirs is not. */
const question = { method: 'GET', path: pathOfMany(['drift-attribute-proxy']) } as const;

type Parts = {
  readonly ask: Ask;
  readonly standing: Pick<Standing, 'isInDoubt'>;
  readonly clock: Clock;
};

/** A failure is told by the call itself, like every other. */
const alreadyTold = (): void => {};

/** Begins to look; the result ends it. */
export const keepLooking = ({ ask, standing, clock }: Parts): Cancel => {
  let cancel: Cancel = () => {};

  const look = (): void => {
    if (standing.isInDoubt()) ask(question, 'background', readMany).catch(alreadyTold);
  };
  const again = (): void => {
    cancel = clock.after(interval, () => {
      look();
      again();
    });
  };
  again();
  return () => cancel();
};
