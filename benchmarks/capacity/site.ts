// What is there in a run? The nodes with what they share, Drift behind them, the visitors' contacts, and chance.

import type { Clock } from '../../server/clock.ts';
import { createBudget } from '../../server/drift/budget.ts';
import { type Uniform, uniformFrom } from './chance.ts';
import { createNode, type SimulatedNode } from './node.ts';
import { plainNames as aliases } from './plain-names.ts';
import { createPopulation, type Population } from './population.ts';
import type { Settings } from './settings.ts';
import { createSharedTier, type SharedTier } from './shared-tier.ts';
import { createVirtualDrift, type VirtualDrift } from './virtual-drift.ts';

export type Site = {
  readonly population: Population;
  readonly drift: VirtualDrift;
  readonly tier: SharedTier | undefined;
  /** Where the load balancer sends a request of this visitor. */
  nodeFor(visitor: number): SimulatedNode;
};

/** Each its own: what the server does with its chance does not change who comes. */
const streams = ['visits', 'stays', 'balancing', 'jitter', 'network', 'news'] as const;
export type Chance = Readonly<Record<(typeof streams)[number], Uniform>>;

export const chanceFrom = (seed: number): Chance => {
  const stream = (name: (typeof streams)[number]): Uniform =>
    uniformFrom(seed * 1_000 + streams.indexOf(name) + 1);
  return {
    visits: stream('visits'),
    stays: stream('stays'),
    balancing: stream('balancing'),
    jitter: stream('jitter'),
    network: stream('network'),
    news: stream('news'),
  };
};

export const createSite = (settings: Settings, clock: Clock, chance: Chance): Site => {
  const { nodes: count, perMinute, traffic, latency, lifetimes } = settings;
  const population = createPopulation(traffic.unknown);
  const drift = createVirtualDrift({ population, latency, clock, uniform: chance.network });
  const tier = settings.shared ? createSharedTier(lifetimes, clock) : undefined;

  const budgetOf = (limit: number) => createBudget({ perMinute: limit, clock, random: chance.jitter });
  const oneBudget = budgetOf(perMinute);
  const ownBudget = () => budgetOf(Math.max(1, Math.floor(perMinute / count)));
  const nodes = Array.from({ length: count }, () =>
    createNode({
      settings,
      aliases,
      call: drift.call,
      budget: tier === undefined ? ownBudget() : oneBudget,
      tier,
      clock,
      uniform: chance.jitter,
    }),
  );

  return {
    population,
    drift,
    tier,
    nodeFor(visitor) {
      const isAny = settings.balanced === 'any node';
      const node = nodes[isAny ? Math.floor(chance.balancing() * count) : visitor % count];
      if (node === undefined) throw new Error('there is no such node');
      return node;
    },
  };
};
