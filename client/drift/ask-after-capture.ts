// When does the proxy know who has just given an address in the chat? Soon, so it is asked at a few moments after that.

import type { DriftAttributes, Snapshot } from '../api.ts';
import type { AskingWorld } from '../world.ts';

/** Milliseconds after the capture. The proxy remembers for a minute that somebody is unknown: hence the last one. */
const moments = [1_000, 6_000, 25_000, 65_000];

/** Later by up to a fifth, never earlier. */
const jitter = 0.2;

/** Whether asking again would change nothing. */
const isInVain = ({ status, reason }: Snapshot<unknown>): boolean =>
  status === 'unauthenticated' || status === 'refused' || reason === 'closed';

/**
 * `begin` asks at each moment until the visitor is known, and once at least; called again, it begins anew. `end` drops
 * what is to come. A log-out (`clear()`) ends it, too: what comes after it is not this visitor's affair.
 */
export const createAskingAfterCapture = (
  attributes: Pick<DriftAttributes<unknown>, 'refresh' | 'getSnapshot'>,
  { after, random }: Pick<AskingWorld, 'after' | 'random'>,
) => {
  let cancel = (): void => {};
  let latest = 0;

  const askAt = (index: number, begun: number, wasAsked: boolean): void => {
    const moment = moments[index];
    if (moment === undefined) return;
    const pause = moment - (moments[index - 1] ?? 0);
    cancel = after(pause * (1 + random() * jitter), async () => {
      const now = attributes.getSnapshot();
      const loggedOut = wasAsked && now.status === 'pending';
      if (loggedOut || isInVain(now) || (index > 0 && now.known)) return;
      const answer = await attributes.refresh();
      if (begun === latest && !answer.known) askAt(index + 1, begun, true);
    });
  };

  const end = (): void => {
    latest += 1;
    cancel();
  };

  const begin = (): void => {
    end();
    askAt(0, latest, attributes.getSnapshot().status !== 'pending');
  };

  return { begin, end };
};
