// What do the counts of several processes come to? Counters and histograms are added, gauges as each of them says.

import { AggregatorRegistry } from 'prom-client';
import type { Counts } from './metrics.ts';

const addedUp = (parts: readonly Counts[]) => AggregatorRegistry.aggregate(parts.map((part) => [...part]));

/** The text that Prometheus reads. */
export const printSum = (parts: readonly Counts[]): Promise<string> => addedUp(parts).metrics();

export const mergeCounts = (parts: readonly Counts[]): Promise<Counts> => addedUp(parts).getMetricsAsJSON();

/** What never falls while a process lives, and must not when it has ended. */
export const lastingCounts = (counts: Counts): Counts =>
  counts.filter(({ type }) => type === 'counter' || type === 'histogram');
