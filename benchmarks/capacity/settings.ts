// How is the server set in a run, and what does it meet? The defaults of the configuration, and what a run changes of them.

import type { CacheConfig, ContactKind, LookupConfig } from '../../config/config.ts';
import { type Traffic, usual } from './traffic.ts';
import type { Latency } from './virtual-drift.ts';

export type Settings = {
  readonly traffic: Traffic;
  readonly latency: Latency;
  readonly lifetimes: LookupConfig;
  readonly cache: CacheConfig;
  /** By which name a session says who its visitor is. */
  readonly lookUpBy: ContactKind;
  /** Whether Drift tells of changes; one node gets each event. */
  readonly webhooks: boolean;
  readonly nodes: number;
  /** Whether nodes share what they know, their budget, their flights and their expiries. */
  readonly shared: boolean;
  /** Whether a visitor's requests go to any node, or all to the same. */
  readonly balanced: 'any node' | 'one node';
  /** DRIFT_REQUESTS_PER_MINUTE. */
  readonly perMinute: number;
  /** DRIFT_CONCURRENCY. */
  readonly concurrency: number;
  /** DRIFT_TIMEOUT, in milliseconds. */
  readonly timeout: number;
};

/** What of the configuration a run starts from. */
export type Configured = {
  readonly cache: CacheConfig;
  readonly lookup: LookupConfig;
  readonly drift: Pick<Settings, 'perMinute' | 'concurrency' | 'timeout'>;
};

export const settingsFrom = ({ cache, lookup, drift }: Configured): Settings => ({
  traffic: usual,
  latency: { median: 150, spread: 0.5 },
  lifetimes: lookup,
  cache,
  lookUpBy: 'external',
  webhooks: false,
  nodes: 1,
  shared: false,
  balanced: 'any node',
  perMinute: drift.perMinute,
  concurrency: drift.concurrency,
  timeout: drift.timeout,
});

export const withVisitors = (settings: Settings, monthlyVisitors: number): Settings => ({
  ...settings,
  traffic: { ...settings.traffic, monthlyVisitors },
});
