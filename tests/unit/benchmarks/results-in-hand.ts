// Results that nobody has measured, for the tests of what is made of them.

import type { Measured } from '../../../benchmarks/measure/measure.ts';
import type { Results, SideBySide } from '../../../benchmarks/results.ts';

export const measured = (cpu: number, change: Partial<Measured> = {}): Measured => ({
  cpu,
  requests: 1_000,
  perSecond: 20_000,
  p50: 1,
  p99: 3,
  memory: 64 * 2 ** 20,
  ...change,
});

/** `cpu`: of each contender in each round, by name. */
export const sideBySide = (cpu: Readonly<Record<string, readonly number[]>>): SideBySide =>
  new Map(Object.entries(cpu).map(([name, rounds]) => [name, rounds.map((one) => measured(one))]));

export const results = (change: Partial<Results> = {}): Results => ({
  machine: 'a processor, 2 cores',
  neighbours: 0,
  plan: { rounds: 3, furtherRounds: 1, warmUp: 1, window: 1, cachedContacts: [1_000], starts: 1 },
  missing: [],
  failures: [],
  sideBySide: new Map(),
  connections: new Map(),
  cachedContacts: new Map(),
  hitRatios: new Map(),
  workers: new Map(),
  starts: [],
  ...change,
});
