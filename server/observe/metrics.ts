// What is counted? Every metric by its public name; no label ever holds a contact, an origin or a raw path.

import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';
import { createDurations } from './durations.ts';
import { createTally } from './tally.ts';

const seconds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

type Request = {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly duration: number;
};

/** Every metric with its values, fit to be sent to another process. */
export type Counts = readonly { readonly name: string; readonly type: unknown }[];

export type Metrics = {
  /** `duration` in milliseconds. */
  request(request: Request): void;
  cacheRequest(tier: 'memory' | 'redis', result: 'hit' | 'stale' | 'miss' | 'unknown'): void;
  upstreamRequest(outcome: string, duration: number): void;
  authFailure(reason: string): void;
  attributeDropped(reason: string): void;
  webhook(type: string, outcome: string): void;
  /** Each time that Redis is lost, and each time that it did not do something. */
  redisFailure(reason: string): void;
  /** The text that Prometheus reads. */
  exposition(): Promise<string>;
  counts(): Promise<Counts>;
  readonly contentType: string;
};

type Options = {
  readonly version: string;
  /** The process's own metrics (memory, event loop, garbage collection); one registry per process may have them. */
  readonly ofProcess: boolean;
  readonly budgetRemaining: () => number;
  readonly breakerState: () => 'closed' | 'half-open' | 'open';
  /** Undefined: there is no Redis. */
  readonly redis: () => { readonly isUp: boolean; readonly nodes: number | undefined } | undefined;
  /** Pages that have live updates open. */
  readonly streams: () => number;
  readonly cacheUsage: () => { readonly contacts: number; readonly absences: number; readonly bytes: number };
};

const breakerLevels = { closed: 0, 'half-open': 1, open: 2 } as const;

const counter = <Label extends string>(registry: Registry, name: string, help: string, labelNames: Label[]) =>
  new Counter({ name, help, labelNames, registers: [registry] });

/** What several processes have together of a number that goes up and down; `min` and `max` are for what they share or suffer. */
type OfSeveral = 'sum' | 'min' | 'max';

const gauge = (
  registry: Registry,
  name: string,
  help: string,
  read: () => number,
  aggregator: OfSeveral = 'sum',
): void => {
  new Gauge({
    name,
    help,
    aggregator,
    registers: [registry],
    collect() {
      this.set(read());
    },
  });
};

export const createMetrics = (options: Options): Metrics => {
  const { version, ofProcess, cacheUsage, budgetRemaining, breakerState, redis, streams } = options;
  const registry = new Registry();
  if (ofProcess) collectDefaultMetrics({ register: registry });

  const countRequest = createTally<[method: string, route: string, status: number]>({
    registry,
    name: 'http_requests_total',
    help: 'Requests answered.',
    labelNames: ['method', 'route', 'status'],
  });
  const observeRequest = createDurations({
    registry,
    name: 'http_request_duration_seconds',
    help: 'Time to the end of the answer.',
    labelName: 'route',
    buckets: seconds,
  });
  const countLookup = createTally<[tier: string, result: string]>({
    registry,
    name: 'drift_proxy_cache_requests_total',
    help: 'Look-ups, by tier and what came of them.',
    labelNames: ['tier', 'result'],
  });
  const countCall = createTally<[outcome: string]>({
    registry,
    name: 'drift_proxy_upstream_requests_total',
    help: 'Calls to Drift, by outcome.',
    labelNames: ['outcome'],
  });
  const observeCall = createDurations({
    registry,
    name: 'drift_proxy_upstream_duration_seconds',
    help: 'Time of a call to Drift.',
    buckets: seconds,
  });
  const authFailures = counter(registry, 'drift_proxy_auth_failures_total', 'Sessions refused, by reason.', [
    'reason',
  ]);
  const dropped = counter(
    registry,
    'drift_proxy_attributes_dropped_total',
    'Values left out because they did not fit, by reason.',
    ['reason'],
  );
  const webhooks = counter(
    registry,
    'drift_proxy_webhooks_total',
    'Deliveries of Drift, by type and what came of them.',
    ['type', 'outcome'],
  );
  const redisFailures = counter(
    registry,
    'drift_proxy_redis_failures_total',
    'Times that Redis was lost or did not do something, by reason.',
    ['reason'],
  );

  new Gauge({
    name: 'drift_proxy_build_info',
    help: 'Always 1; the version is the label.',
    labelNames: ['version'],
    aggregator: 'first',
    registers: [registry],
  }).set({ version }, 1);
  gauge(registry, 'drift_proxy_cache_contacts', 'Contacts in memory.', () => cacheUsage().contacts);
  gauge(
    registry,
    'drift_proxy_cache_bytes',
    'Estimated size of what is in memory.',
    () => cacheUsage().bytes,
  );
  gauge(registry, 'drift_proxy_streams', 'Pages that have live updates open.', streams);
  gauge(
    registry,
    'drift_proxy_budget_remaining',
    'Calls to Drift that a visitor could make now.',
    budgetRemaining,
    'min',
  );
  gauge(
    registry,
    'drift_proxy_breaker_state',
    '0 closed, 1 half-open, 2 open.',
    () => breakerLevels[breakerState()],
    'max',
  );
  gauge(
    registry,
    'drift_proxy_redis_up',
    '1 while Redis is there; 0 without it.',
    () => Number(redis()?.isUp ?? false),
    'min',
  );
  gauge(
    registry,
    'drift_proxy_nodes',
    'Nodes that share one budget, when they were last counted.',
    () => redis()?.nodes ?? 1,
    'max',
  );

  return {
    request({ method, route, status, duration }) {
      countRequest(method, route, status);
      observeRequest(duration / 1000, route);
    },
    cacheRequest: countLookup,
    upstreamRequest(outcome, duration) {
      countCall(outcome);
      observeCall(duration / 1000);
    },
    authFailure: (reason) => authFailures.inc({ reason }),
    attributeDropped: (reason) => dropped.inc({ reason }),
    webhook: (type, outcome) => webhooks.inc({ type, outcome }),
    redisFailure: (reason) => redisFailures.inc({ reason }),
    exposition: () => registry.metrics(),
    counts: () => registry.getMetricsAsJSON(),
    contentType: registry.contentType,
  };
};
