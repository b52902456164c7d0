// What has been measured? Everything that tables, plots and bounds are made of.

import type { Measured } from './measure/measure.ts';
import type { ByPass } from './measure/pairs.ts';
import type { Plan } from './plan.ts';
import type { Cached } from './tables/cached-contacts.ts';
import type { Missing } from './tables/side-by-side.ts';

/** Of each contender, by name. */
export type SideBySide = ReadonlyMap<string, ByPass<Measured>>;

/** A measurement that failed, and why, in words. */
export type Failure = { readonly what: string; readonly reason: string };

export type Results = {
  /** Processor, cores, system and versions, in words. */
  readonly machine: string;
  /** What everything but the benchmark took of the machine meanwhile: 0 to 1. */
  readonly neighbours: number;
  readonly plan: Plan;
  readonly missing: readonly Missing[];
  readonly failures: readonly Failure[];
  readonly sideBySide: SideBySide;
  /** By number of connections. */
  readonly connections: ReadonlyMap<number, SideBySide>;
  /** By number of cached contacts. */
  readonly cachedContacts: ReadonlyMap<number, ByPass<Cached>>;
  /** By how many of ten requests are a stranger's. */
  readonly hitRatios: ReadonlyMap<number, ByPass<Measured>>;
  /** By number of worker processes. */
  readonly workers: ReadonlyMap<number, ByPass<Measured>>;
  /** Milliseconds each. */
  readonly starts: readonly number[];
};
