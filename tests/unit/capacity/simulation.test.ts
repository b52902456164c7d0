// A small site, simulated: the same seed says the same, the budget holds, and what is counted adds up.

import { describe, expect, it } from '@jest/globals';
import { capacityOf, isCarried } from '../../../benchmarks/capacity/capacity-of.ts';
import { defaults } from '../../../benchmarks/capacity/defaults.ts';
import { type Settings, withVisitors } from '../../../benchmarks/capacity/settings.ts';
import { type Outcome, requestRate, simulate } from '../../../benchmarks/capacity/simulate.ts';
import { hour } from '../../../benchmarks/capacity/traffic.ts';

/** A site that is small enough to be simulated in a moment, with a budget that fits it. */
const small: Settings = withVisitors(
  {
    ...defaults(),
    perMinute: 60,
    lookUpBy: 'id',
    cache: { maxContacts: 2_000, maxBytes: 64 * 2 ** 20 },
  },
  100_000,
);
const run = { seed: 1, requests: 2_000 };
const sumOf = ({ hit, stale, miss, refused, failed }: Outcome): number =>
  hit + stale + miss + refused + failed;

describe('a simulation', () => {
  it('says the same for the same seed, to the digit', async () => {
    expect(await simulate(small, run)).toEqual(await simulate(small, run));
  });

  it('says something else for another seed', async () => {
    const [one, other] = [await simulate(small, run), await simulate(small, { ...run, seed: 2 })];
    expect(one.requests).not.toBe(other.requests);
  });

  it.each([
    ['one node', {}],
    ['three nodes, each with its part', { nodes: 3 }],
    ['three nodes with one budget', { nodes: 3, shared: true }],
    ['batches', { lookUpBy: 'external' }],
  ] as const)(
    'never calls Drift more often than the budget allows, under any load: %s',
    async (_name, change) => {
      const { mostInAMinute, refused, ...rest } = await simulate(
        withVisitors({ ...small, ...change }, 400_000),
        { ...run, requests: 2_000 },
      );
      expect(mostInAMinute).toBeLessThanOrEqual(small.perMinute);
      expect(refused).toBeGreaterThan(0);
      expect(sumOf({ ...rest, mostInAMinute, refused })).toBe(rest.requests);
    },
  );

  it('counts as many requests as the traffic has, however few visitors have room in memory', async () => {
    const settings = withVisitors(
      { ...small, perMinute: 100_000, cache: { ...small.cache, maxContacts: 50 } },
      1_000_000,
    );
    const { requests, window } = await simulate(settings, run);
    expect(requests / (requestRate(settings) * window)).toBeCloseTo(1, 1);
  });

  it('refuses nobody while there is budget', async () => {
    const outcome = await simulate(withVisitors(small, 20_000), run);
    expect([outcome.refused, outcome.failed]).toEqual([0, 0]);
    expect(sumOf(outcome)).toBe(outcome.requests);
  });

  it('serves fewer outdated answers when webhooks tell of changes', async () => {
    const fresh = { ...small, lifetimes: { ...small.lifetimes, fresh: 8 * hour } };
    const [untold, told] = [await simulate(fresh, run), await simulate({ ...fresh, webhooks: true }, run)];
    expect(untold.outdated).toBeGreaterThan(0);
    expect(told.outdated).toBeLessThan(untold.outdated / 4);
  });

  it('asks for a visitor once for all nodes that share a tier', async () => {
    const few = withVisitors(small, 20_000);
    const [one, alone, sharing] = await Promise.all([
      simulate(few, run),
      simulate({ ...few, nodes: 4 }, run),
      simulate({ ...few, nodes: 4, shared: true }, run),
    ]);
    expect(alone.callsPerMinute).toBeGreaterThan(1.5 * one.callsPerMinute);
    expect(sharing.callsPerMinute).toBeLessThan(1.2 * one.callsPerMinute);
  });

  it('gives up as soon as too many are refused', async () => {
    const outcome = await simulate(withVisitors(small, 400_000), {
      ...run,
      requests: 2_000,
      giveUpAbove: 0.001,
    });
    expect(isCarried(outcome)).toBe(false);
    expect(outcome.refused).toBeLessThan(100);
  });
});

describe('the search for what is carried', () => {
  const ofAny = simulate(withVisitors(small, 2_000), { seed: 1, requests: 10 });
  /** As if so many visitors were carried. */
  const carrying =
    (limit: number) =>
    async (settings: Settings): Promise<Outcome> => ({
      ...(await ofAny),
      settings,
      requests: 1_000,
      failed: 0,
      refused: settings.traffic.monthlyVisitors > limit ? 2 : 1,
      mostInAMinute: 1,
    });

  it.each([20_000, 1_000_000, 70_000_000])('finds it from any guess: %s', async (guess) => {
    const carried = await capacityOf(small, { simulate: carrying(1_000_000), guess, precision: 1.05 });
    expect(carried?.visitors).toBeGreaterThan(950_000);
    expect(carried?.visitors).toBeLessThanOrEqual(1_000_000);
  });

  it('says that there is nobody where nobody is carried', async () => {
    expect(
      await capacityOf(small, { simulate: carrying(0), guess: 10_000, precision: 1.05 }),
    ).toBeUndefined();
  });
});
