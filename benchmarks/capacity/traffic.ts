// When do visitors come, and what do they do? Sessions by a daily curve, of visitors by Zipf's law, with page views in each.

import { exponential, geometric, type Uniform } from './chance.ts';
import { createZipf, populationWith } from './zipf.ts';

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
export const day = 24 * hour;
/** Days of a month. */
export const month = 30;

/** What is assumed of visitors. */
export type Traffic = {
  /** Different ones that come in a month. */
  readonly monthlyVisitors: number;
  /** In a month, on average. */
  readonly sessionsPerVisitor: number;
  /** Of Zipf's law: 0 would be everybody alike. */
  readonly exponent: number;
  /** On average; each asks once. */
  readonly pagesPerSession: number;
  /** Between two of them, on average, in milliseconds. */
  readonly pause: number;
  /** How far the day's curve swings, 0 to 1: 0.8 is 1.8 times the mean at the peak and 0.2 times at night. */
  readonly swing: number;
  /** The busiest day of the month, to the mean day. */
  readonly busiestDay: number;
  /** The share of visitors whom Drift does not know. */
  readonly unknown: number;
  /** The share of sessions in which Drift learns something of the visitor that the page may see. */
  readonly changes: number;
};

export const usual: Traffic = {
  monthlyVisitors: 1_000_000,
  sessionsPerVisitor: 4,
  exponent: 0.8,
  pagesPerSession: 4,
  pause: 45 * second,
  swing: 0.8,
  busiestDay: 1.3,
  unknown: 0.05,
  changes: 0.2,
};

/** When most visitors come; the day before begins at 0. */
export const peakAt = day + 14 * hour;

/** Sessions per millisecond at a moment of the busiest day, or of the day before it. */
export const sessionRate = (traffic: Traffic, moment: number): number => {
  const mean = (traffic.monthlyVisitors * traffic.sessionsPerVisitor * traffic.busiestDay) / (month * day);
  return mean * (1 + traffic.swing * Math.cos((2 * Math.PI * (moment - peakAt)) / day));
};

export type Session = { readonly visitor: number; readonly begins: number };

/** Sessions from a moment on, in the order of their beginnings, without end. */
export function* sessionsFrom(traffic: Traffic, from: number, uniform: Uniform): Generator<Session, never> {
  const sessions = traffic.monthlyVisitors * traffic.sessionsPerVisitor;
  const population = populationWith(traffic.monthlyVisitors, sessions, traffic.exponent);
  const visitor = createZipf({ population, exponent: traffic.exponent }, uniform);
  const highest = sessionRate(traffic, peakAt);
  let moment = from;
  for (;;) {
    moment += exponential(1 / highest, uniform);
    if (uniform() * highest < sessionRate(traffic, moment)) yield { visitor: visitor(), begins: moment };
  }
}

/** Hardly any goes on for so many times the mean. */
const longest = 5;
/** In milliseconds: who came before that is not under way any more. */
export const longestSession = ({ pagesPerSession, pause }: Traffic): number =>
  longest * pagesPerSession * pause;

/** The moments of a session's page views. */
export const viewsOf = ({ begins }: Session, traffic: Traffic, uniform: Uniform): readonly number[] => {
  const views = [begins];
  for (let left = geometric(traffic.pagesPerSession, uniform); left > 1; left -= 1)
    views.push((views.at(-1) ?? begins) + exponential(traffic.pause, uniform));
  return views;
};
