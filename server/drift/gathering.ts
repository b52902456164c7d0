// Who goes together? Whoever comes while nobody is under way goes at once; the others gather for a moment, and then follow.

import type { Cancel, Clock } from '../clock.ts';

export const mostTogether = 50;
/**
 * Milliseconds that anybody gathers. Drift, if it answers fast, would else be asked for nearly each; and if it is slow, those
 * who wait for a call under way would have their own answer too late.
 */
const longestGathering = 200;
/** Long enough to hear of those that came while this process was busy. */
const secondLook = 1;

type Parts<Traveller> = {
  /** When nobody is under way, those that gather wait for one more, so many milliseconds after the latest. */
  readonly company: number;
  /** More may be about to come although nobody is under way. */
  readonly expectsMore: () => boolean;
  /** Takes all of these; resolves when each has its outcome, and never rejects. */
  readonly travel: (travellers: readonly Traveller[]) => Promise<void>;
  /** Lets one join those who have left and are not yet on their way; false when that cannot be. */
  readonly join: (traveller: Traveller) => boolean;
  readonly fitTogether: (travellers: readonly Traveller[]) => boolean;
  readonly clock: Clock;
};

export type Gathering<Traveller> = {
  /** One, or several who are not to be parted where it can be helped. */
  come(travellers: readonly Traveller[]): void;
  /** This one has its outcome, or has given up. */
  end(traveller: Traveller): void;
  /** Those who gather wait for nobody else. */
  leaveNow(): void;
  /** Those who gather, and those who are under way. */
  readonly size: number;
};

export const createGathering = <Traveller>(parts: Parts<Traveller>): Gathering<Traveller> => {
  const { company, expectsMore, travel, join, fitTogether, clock } = parts;
  const underway = new Set<Traveller>();
  let gathered: Traveller[] = [];
  let [firstCame, lastCame] = [0, 0];
  let cancelLeaving: Cancel = () => {};

  const send = (travellers: readonly Traveller[]): void => {
    for (const traveller of travellers) underway.add(traveller);
    void travel(travellers).finally(() => leaveWhenAllCame(0));
  };
  const leaveNow = (): void => {
    cancelLeaving();
    const travellers = gathered;
    gathered = [];
    if (travellers.length > 0) send(travellers);
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
    if (wait <= 0) leaveNow();
    else cancelLeaving = clock.after(wait, () => leaveWhenAllCame(seen));
  };

  const leaveAfterSecondLook = (): void => {
    cancelLeaving = clock.after(secondLook, leaveNow);
  };

  const gather = (traveller: Traveller): void => {
    if (gathered.length > 0 && !fitTogether([...gathered, traveller])) leaveNow();
    lastCame = clock.now();
    if (gathered.length === 0) {
      firstCame = lastCame;
      cancelLeaving();
      cancelLeaving = clock.after(longestGathering, leaveAfterSecondLook);
    }
    gathered.push(traveller);
    if (gathered.length === mostTogether) leaveNow();
  };

  return {
    come(travellers) {
      const isAlone = underway.size === 0 && gathered.length === 0 && !expectsMore();
      for (const traveller of travellers) {
        if (join(traveller)) underway.add(traveller);
        else gather(traveller);
      }
      if (isAlone) leaveNow();
    },
    end(traveller) {
      if (!underway.delete(traveller)) gathered = gathered.filter((other) => other !== traveller);
    },
    leaveNow,
    get size() {
      return gathered.length + underway.size;
    },
  };
};
