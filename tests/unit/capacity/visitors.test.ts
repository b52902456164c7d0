// Who comes, and when: the shapes of the invented visitors are those that the page says.

import { describe, expect, it } from '@jest/globals';
import { exponential, geometric, logNormal, uniformFrom } from '../../../benchmarks/capacity/chance.ts';
import { createPopulation, refOf, visitorOf } from '../../../benchmarks/capacity/population.ts';
import {
  day,
  hour,
  month,
  peakAt,
  sessionRate,
  sessionsFrom,
  usual,
  viewsOf,
} from '../../../benchmarks/capacity/traffic.ts';
import { createZipf, expectedDistinct, populationWith } from '../../../benchmarks/capacity/zipf.ts';

const many = 200_000;
const drawn = <T>(count: number, draw: () => T): T[] => Array.from({ length: count }, draw);
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe("visitors by Zipf's law", () => {
  it.each([0.6, 0.8, 1.1])('come as often as their rank says, with exponent %s', (exponent) => {
    const population = 50;
    const counts = new Map<number, number>();
    const zipf = createZipf({ population, exponent }, uniformFrom(1));
    for (const rank of drawn(many, zipf)) counts.set(rank, (counts.get(rank) ?? 0) + 1);
    const weights = Array.from({ length: population }, (_, index) => (index + 1) ** -exponent);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [index, weight] of weights.entries()) {
      const expected = (many * weight) / total;
      expect(Math.abs((counts.get(index + 1) ?? 0) - expected)).toBeLessThan(5 * Math.sqrt(expected));
    }
  });

  it('are never outside the population, however large it is', () => {
    const population = 1_000_000_000;
    const ranks = drawn(10_000, createZipf({ population, exponent: 0.8 }, uniformFrom(2)));
    expect(ranks.filter((rank) => !Number.isInteger(rank) || rank < 1 || rank > population)).toEqual([]);
  });

  it('are as many different ones as expected', () => {
    const zipf = { population: 20_000, exponent: 0.8 };
    const came = new Set(drawn(60_000, createZipf(zipf, uniformFrom(3))));
    expect(came.size / expectedDistinct(zipf, 60_000)).toBeCloseTo(1, 1);
  });

  it('come from a population of which the given number comes', () => {
    const population = populationWith(100_000, 400_000, 0.8);
    expect(expectedDistinct({ population, exponent: 0.8 }, 400_000) / 100_000).toBeCloseTo(1, 2);
  });
});

describe('the draws', () => {
  it.each([
    ['exponential', () => mean(drawn(many, drawExponential)), 45],
    ['geometric', () => mean(drawn(many, drawGeometric)), 4],
  ])('have the mean that is asked for: %s', (_name, measured, expected) => {
    expect(measured() / expected).toBeCloseTo(1, 1);
  });

  it('have the median that is asked for: log-normal', () => {
    const uniform = uniformFrom(6);
    const sorted = drawn(many, () => logNormal(150, 0.5, uniform)).toSorted((a, b) => a - b);
    expect((sorted[many / 2] ?? 0) / 150).toBeCloseTo(1, 1);
  });

  const [first, second] = [uniformFrom(4), uniformFrom(5)];
  const drawExponential = (): number => exponential(45, first);
  const drawGeometric = (): number => geometric(4, second);
});

describe('sessions', () => {
  const traffic = { ...usual, monthlyVisitors: 50_000 };

  it('are as many in a day as the busiest day has, and follow its curve', () => {
    const sessions: number[] = [];
    for (const { begins } of sessionsFrom(traffic, peakAt - day / 2, uniformFrom(7))) {
      if (begins > peakAt + day / 2) break;
      sessions.push(begins);
    }
    const expected = (traffic.monthlyVisitors * traffic.sessionsPerVisitor * traffic.busiestDay) / month;
    expect(sessions.length / expected).toBeCloseTo(1, 1);
    const atPeak = sessions.filter((at) => Math.abs(at - peakAt) < hour / 2).length;
    expect(atPeak / (sessionRate(traffic, peakAt) * hour)).toBeCloseTo(1, 0);
    const atNight = sessions.filter((at) => Math.abs(at - peakAt) > day / 2 - hour / 2).length;
    expect(atNight).toBeLessThan(atPeak / 3);
  });

  it('come in the order of time', () => {
    const uniform = uniformFrom(8);
    let last = 0;
    for (const { begins } of sessionsFrom(traffic, 0, uniform)) {
      expect(begins).toBeGreaterThanOrEqual(last);
      last = begins;
      if (begins > hour) break;
    }
  });

  it('have a first page view when they begin, and further ones after it', () => {
    const uniform = uniformFrom(9);
    for (const views of drawn(100, () => viewsOf({ visitor: 1, begins: 5 }, traffic, uniform))) {
      expect(views[0]).toBe(5);
      expect(views.toSorted((a, b) => a - b)).toEqual(views);
    }
  });
});

describe('the population', () => {
  it.each(['id', 'external', 'email'] as const)(
    'is found again by the name that a session carries: %s',
    (kind) => {
      expect(visitorOf(refOf(kind, 4_711).value)).toBe(4_711);
    },
  );

  it('is unknown to Drift in the share that is asked for', () => {
    const { isKnown } = createPopulation(0.05);
    const known = Array.from({ length: 10_000 }, (_, index) => isKnown(index + 1)).filter(Boolean);
    expect(known).toHaveLength(9_500);
  });

  it('changes one by one', () => {
    const population = createPopulation(0);
    population.change(7);
    expect([population.versionOf(7), population.versionOf(8)]).toEqual([1, 0]);
    expect(population.describe(7).attributes['version']).toBe(1);
  });
});
