// Results that nobody has measured, for the tests of what is made of them.

import type { Measured } from '../../../benchmarks/measure/measure.ts';
import type { ByPass } from '../../../benchmarks/measure/pairs.ts';
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

/** The first of pass 1, the second of pass 2 … */
export const inOrder = <Result>(all: readonly Result[]): ByPass<Result> =>
  new Map(all.map((one, index) => [index + 1, one]));

/** `cpu`: of each contender in each pass, by name. */
export const sideBySide = (cpu: Readonly<Record<string, readonly number[]>>): SideBySide =>
  new Map(Object.entries(cpu).map(([name, passes]) => [name, inOrder(passes.map((one) => measured(one)))]));

const turns = { rounds: 3, passes: 2, slice: 1 };

export const results = (change: Partial<Results> = {}): Results => ({
  machine: 'a processor, 2 cores',
  neighbours: 0,
  plan: { warmUp: 1, sideBySide: turns, further: turns, visitors: turns, cachedContacts: [1_000], starts: 1 },
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
