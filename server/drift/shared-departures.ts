// When does a call start that all nodes count? When it may start here, and then, with one more question, everywhere.

import type { Clock } from '../clock.ts';
import { ProxyError } from '../errors.ts';
import type { Awaitable, Lane } from '../lookup/ports.ts';
import type { Budget } from './budget.ts';
import { type Arrive, type Departures, inSeconds, patience } from './departures.ts';
import type { SharedSlot, SharedSlots } from './shared-slots.ts';

/** What asking needs of departures, whether or not there are other nodes. */
export type SharedDepartures = {
  readonly depart: Departures['depart'];
  departNow(lane: Lane): Awaitable<Arrive | undefined>;
};

type Parts = {
  readonly departures: Pick<Departures, 'depart' | 'departNow'>;
  readonly sharedSlots: SharedSlots;
  readonly budget: Pick<Budget, 'learn'>;
  readonly clock: Clock;
};

const both =
  (arrive: Arrive, slot: SharedSlot): Arrive =>
  (health) => {
    slot.end(health === 'not made' ? 'not made' : 'made');
    arrive(health);
  };

/** The budget of all is spent; background work has less of it than visitors. */
const tooBusy = (opensIn: number): ProxyError =>
  new ProxyError('upstream_busy', { reason: 'budget', retryAfter: inSeconds(opensIn) });

export const createSharedDepartures = ({
  departures,
  sharedSlots,
  budget,
  clock,
}: Parts): SharedDepartures => {
  /** With the slot of all nodes, or when there will be one; then it is as if the call had never started here. */
  const share = async (lane: Lane, arrive: Arrive): Promise<Arrive | number> => {
    const slot = await sharedSlots.take(lane);
    if ('end' in slot) return both(arrive, slot);
    // Told before the slot here is given back, lest the next in line take it and ask in vain.
    if (lane === 'visitor') budget.learn({ kind: 'taken', opensIn: slot.opensIn }, clock.now());
    arrive('not made');
    return slot.opensIn;
  };

  return {
    async depart(lane, atMost = patience, waits = () => {}) {
      const until = clock.now() + Math.min(patience, atMost);
      for (;;) {
        // Back into the line, or out of it, as if the slot were lacking here.
        const arrive = await departures.depart(lane, until - clock.now(), waits);
        const shared = await share(lane, arrive);
        if (typeof shared !== 'number') return shared;
        if (lane === 'background') throw tooBusy(shared);
      }
    },
    async departNow(lane) {
      const arrive = departures.departNow(lane);
      if (arrive === undefined) return undefined;
      const shared = await share(lane, arrive);
      return typeof shared === 'number' ? undefined : shared;
    },
  };
};
