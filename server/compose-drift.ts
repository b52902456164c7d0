// How do the parts of the drift room go together? One way to ask, with its breaker, budget and line, behind FetchContact.

import type { Config } from '../config/config.ts';
import type { Cancel, Clock } from './clock.ts';
import { createAsk } from './drift/asking.ts';
import { type BreakerState, createBreaker } from './drift/breaker.ts';
import { createBudget } from './drift/budget.ts';
import { createDepartures } from './drift/departures.ts';
import { createFetchContact } from './drift/fetch-contact.ts';
import { keepLooking } from './drift/keep-looking.ts';
import { createAskTellingSlot } from './drift/next-slot.ts';
import { createRetryBudget } from './drift/retry-budget.ts';
import { createSharedDepartures } from './drift/shared-departures.ts';
import type { SharedSlots } from './drift/shared-slots.ts';
import { createStanding, type Standing } from './drift/standing.ts';
import { checkToken } from './drift/token-check.ts';
import { createTransport } from './drift/transport.ts';
import type { FetchContact } from './lookup/ports.ts';

type Parts = {
  readonly config: Config['drift'];
  readonly clock: Clock;
  readonly random: () => number;
  /** Every call, once it is over; `duration` in milliseconds. */
  readonly called: (outcome: string, duration: number) => void;
  readonly warn: (message: string) => void;
  /** What came of another look at the token's file, by the name of its setting. */
  readonly fileRead: (outcome: 'replaced' | 'kept', source: string) => void;
  /** The one budget of all nodes; undefined: this process is the only one. */
  readonly sharedSlots?: SharedSlots | undefined;
};

export type DriftSide = {
  readonly fetchContact: FetchContact;
  readonly standing: Standing;
  /** Asks once whether the token is good for contacts; only ever warns. */
  checkToken(): Promise<void>;
  /** Asks now and then while it is not known to do well, so that health tells of a recovery that nobody meets. */
  keepLooking(): Cancel;
  budgetRemaining(): number;
  breakerState(): BreakerState;
  close(): Promise<void>;
};

const tokenReplaced = 'Drift refused the old DRIFT_TOKEN; a new one was found and is in force.';

export const composeDrift = (parts: Parts): DriftSide => {
  const { config, clock, random, called, warn, fileRead, sharedSlots } = parts;
  const transport = createTransport(config, clock);
  const { perMinute } = config;
  const share = sharedSlots?.perMinute ?? (() => perMinute);
  const budget = createBudget({ perMinute, share, clock, random });
  const breaker = createBreaker(clock);
  const standing = createStanding(breaker, clock);
  const departures = createDepartures({ budget, breaker, concurrency: config.concurrency, clock });
  const departAnywhere =
    sharedSlots === undefined
      ? departures
      : createSharedDepartures({ departures, sharedSlots, budget, clock });
  const ask = createAsk({
    ...config,
    call: transport.call,
    departures: departAnywhere,
    budget,
    breaker,
    retries: createRetryBudget(),
    reread: (outcome) => {
      if (outcome === 'same') return;
      warn(outcome === 'replaced' ? tokenReplaced : outcome.kept);
      fileRead(outcome === 'replaced' ? 'replaced' : 'kept', config.token.name);
    },
    clock,
    random,
    called: (outcome, duration, asked) => {
      standing.note(outcome, duration, asked);
      called(outcome, duration);
    },
  });

  return {
    fetchContact: createFetchContact({
      ask: createAskTellingSlot({ ask, budget, clock }),
      slotFor: departAnywhere.depart,
      whyShut: departures.whyShut,
      breaker,
      clock,
      timeout: config.timeout,
    }),
    standing,
    checkToken: () => checkToken({ ask, token: config.token, warn }),
    keepLooking: () => keepLooking({ ask, standing, clock }),
    budgetRemaining: () => Math.min(budget.remaining(), sharedSlots?.remaining() ?? Number.POSITIVE_INFINITY),
    breakerState: () => breaker.state,
    close: transport.close,
  };
};
