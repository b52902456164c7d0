// When may a visitor whose call Drift refused try again? Not before Drift says so, and not before there is a slot.

import type { Clock } from '../clock.ts';
import { ProxyError } from '../errors.ts';
import type { Ask } from './asking.ts';
import type { Budget } from './budget.ts';

type Parts = { readonly ask: Ask; readonly budget: Pick<Budget, 'opensAt'>; readonly clock: Clock };

/** Asks, and tells with a 429 the later of Drift's own moment and the budget's, which has just learned from it. */
export const createAskTellingSlot = ({ ask, budget, clock }: Parts): Ask => {
  const untilSlot = (): number => Math.ceil((budget.opensAt(0) - clock.now()) / 1_000);

  return (request, lane, read, slot) =>
    ask(request, lane, read, slot).catch((error: unknown) => {
      if (!(error instanceof ProxyError) || error.code !== 'upstream_busy') throw error;
      const { code, reason = '', retryAfter = 1, cause } = error;
      throw new ProxyError(code, { reason, retryAfter: Math.max(retryAfter, untilSlot()), cause });
    });
};
