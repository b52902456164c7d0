// What comes of so many visitors with these settings? The busiest part of the busiest day, request by request, in virtual time.

import { createDayBefore, howFarBack } from './day-before.ts';
import { createRequests } from './requests.ts';
import type { Settings } from './settings.ts';
import { chanceFrom, createSite } from './site.ts';
import { type Counts, createTally } from './tally.ts';
import { longestSession, minute, peakAt, sessionRate } from './traffic.ts';
import { createVirtualClock } from './virtual-clock.ts';
import { letVisitorsCome } from './visitors.ts';

export type Run = {
  readonly seed: number;
  /** About so many requests are counted, within the bounds of the window. */
  readonly requests: number;
  /** Gives up when more than this share was refused: to know whether it is more, no more need be known. */
  readonly giveUpAbove?: number;
};

export type Outcome = Counts & {
  readonly settings: Settings;
  /** Milliseconds that were counted. */
  readonly window: number;
  readonly callsPerMinute: number;
  /** Names asked for in a call, on average. */
  readonly namesPerCall: number;
  /** The most calls that Drift saw in any minute. */
  readonly mostInAMinute: number;
};

/** Before anything is counted: until the minute of the budget is as full as it will be. */
const warmUp = minute;
const windows = { shortest: 2 * minute, longest: 20 * minute };
/** Fewer refusals than this are no reason to give up. */
const leastRefusals = 50;

/** Requests per millisecond at the peak. */
export const requestRate = ({ traffic }: Settings): number =>
  sessionRate(traffic, peakAt) * traffic.pagesPerSession;

const windowFor = (settings: Settings, requests: number): number =>
  Math.min(windows.longest, Math.max(windows.shortest, requests / requestRate(settings)));

export const simulate = async (settings: Settings, run: Run): Promise<Outcome> => {
  const window = windowFor(settings, run.requests);
  const end = peakAt + window / 2;
  const countedFrom = end - window;
  const begin = countedFrom - warmUp;

  const clock = createVirtualClock(begin);
  const chance = chanceFrom(run.seed);
  const site = createSite(settings, clock, chance);
  const tally = createTally();
  letVisitorsCome({
    settings,
    site,
    requests: createRequests({ site, webhooks: settings.webhooks, tally, countedFrom, clock }),
    dayBefore: createDayBefore({ settings, begin, ...site }),
    from: begin - Math.max(howFarBack(settings, begin), longestSession(settings.traffic)),
    clock,
    chance,
  });

  const tooMany = Math.max(leastRefusals, (run.giveUpAbove ?? 1) * requestRate(settings) * window * 1.2);
  const goOn = (): boolean => tally.refused <= tooMany;
  await clock.runUntil(countedFrom, goOn);
  const callsBefore = site.drift.calls;
  await clock.runUntil(end, goOn);

  const { calls, asked, mostInAMinute } = site.drift;
  return {
    ...tally.counts(),
    settings,
    window,
    callsPerMinute: ((calls - callsBefore) / window) * minute,
    namesPerCall: asked / Math.max(1, calls),
    mostInAMinute,
  };
};
