// Who goes together? Whoever comes while nobody is under way goes at once; the others gather until that one is back.

import type { Cancel, Clock } from '../clock.ts';

const mostTogether = 50;
/** Milliseconds: while they follow each other so closely, those that gather wait for more of them … */
const company = 50;
/** … unless the first of them has waited so long. A Drift that answers fast would else be asked for nearly each. */
const longestGathering = 100;
/** Long enough to hear of those that came while this process was busy. */
const secondLook = 1;

type Parts<Traveller> = {
  /** Takes all of these; resolves when each has its outcome, and never rejects. */
  readonly travel: (travellers: readonly Traveller[]) => Promise<void>;
  readonly fitTogether: (travellers: readonly Traveller[]) => boolean;
  readonly clock: Clock;
};

export type Gathering<Traveller> = {
  come(traveller: Traveller): void;
  /** This one has its outcome, or has given up. */
  end(traveller: Traveller): void;
};

export const createGathering = <Traveller>(parts: Parts<Traveller>): Gathering<Traveller> => {
  const { travel, fitTogether, clock } = parts;
  const underway = new Set<Traveller>();
  let gathered: Traveller[] = [];
  let [firstCame, lastCame] = [0, 0];
  let cancelLeaving: Cancel = () => {};

  const send = (travellers: readonly Traveller[]): void => {
    for (const traveller of travellers) underway.add(traveller);
    void travel(travellers).finally(() => leaveWhenAllCame(0));
  };
  const sendGathered = (): void => {
    cancelLeaving();
    const travellers = gathered;
    gathered = [];
    send(travellers);
  };

  /** Milliseconds until nobody else is waited for, if nobody else comes. */
  const untilLeaving = (seenBefore: number): number => {
    const isSecondLook = gathered.length === seenBefore;
    const quiet = Math.max(lastCame + company - clock.now(), isSecondLook ? 0 : secondLook);
    return Math.min(quiet, firstCame + longestGathering - clock.now());
  };
  const leaveWhenAllCame = (seenBefore: number): void => {
    cancelLeaving();
    if (gathered.length === 0) return;
    const [seen, wait] = [gathered.length, untilLeaving(seenBefore)];
    if (wait <= 0) sendGathered();
    else cancelLeaving = clock.after(wait, () => leaveWhenAllCame(seen));
  };

  const gather = (traveller: Traveller): void => {
    lastCame = clock.now();
    if (gathered.length === 0) firstCame = lastCame;
    gathered.push(traveller);
    if (gathered.length === mostTogether) sendGathered();
  };

  return {
    come(traveller) {
      if (gathered.length > 0 && !fitTogether([...gathered, traveller])) sendGathered();
      if (underway.size === 0 && gathered.length === 0) send([traveller]);
      else gather(traveller);
    },
    end(traveller) {
      if (!underway.delete(traveller)) gathered = gathered.filter((other) => other !== traveller);
    },
  };
};
