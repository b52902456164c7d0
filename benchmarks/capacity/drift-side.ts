// How does a node ask Drift in the simulation? With the server's own room, put together as composeDrift does, on virtual calls.

import { constant } from '../../config/reloading.ts';
import type { Clock } from '../../server/clock.ts';
import { createAsk } from '../../server/drift/asking.ts';
import { createBreaker } from '../../server/drift/breaker.ts';
import type { Budget } from '../../server/drift/budget.ts';
import { createDepartures } from '../../server/drift/departures.ts';
import { createFetchContact } from '../../server/drift/fetch-contact.ts';
import { createAskTellingSlot } from '../../server/drift/next-slot.ts';
import { createRetryBudget } from '../../server/drift/retry-budget.ts';
import type { Call } from '../../server/drift/transport.ts';
import type { FetchContact } from '../../server/lookup/ports.ts';
import type { Uniform } from './chance.ts';
import type { Settings } from './settings.ts';

type Parts = {
  readonly settings: Pick<Settings, 'concurrency' | 'timeout'>;
  readonly call: Call;
  readonly budget: Budget;
  readonly clock: Clock;
  readonly uniform: Uniform;
};

export const createDriftSide = ({ settings, call, budget, clock, uniform }: Parts): FetchContact => {
  const { concurrency, timeout } = settings;
  const breaker = createBreaker(clock);
  const departures = createDepartures({ budget, breaker, concurrency, clock });
  const ask = createAsk({
    call,
    departures,
    budget,
    breaker,
    retries: createRetryBudget(),
    token: constant('DRIFT_TOKEN', 'simulated'),
    reread: () => {},
    timeout,
    clock,
    random: uniform,
    called: () => {},
  });
  return createFetchContact({
    ask: createAskTellingSlot({ ask, budget, clock }),
    slotFor: departures.depart,
    whyShut: departures.whyShut,
    breaker,
    clock,
    timeout,
  });
};
