// How do the rooms become a server? Every object is built here once, handed to those who need it, and closed in reverse.

import { randomBytes } from 'node:crypto';
import type { BrowserLibrary } from '../config/browser-library.ts';
import type { Config } from '../config/config.ts';
import type { Reloading } from '../config/reloading.ts';
import { createAdminApp } from './admin/admin-app.ts';
import { createAnswer, createDescribeGrant, createFindAnswerAtHand, createStanding } from './answer.ts';
import { createMemoryStore, type MemoryStore } from './cache/memory.ts';
import { createWatchedMemory } from './cache/watched.ts';
import type { Clock } from './clock.ts';
import { composeAuth } from './compose-auth.ts';
import { composeDrift } from './compose-drift.ts';
import { composeHttp } from './compose-http.ts';
import { composeLive, type LiveSide } from './compose-live.ts';
import { composeLookup } from './compose-lookup.ts';
import { composeNodes } from './compose-nodes.ts';
import { derived } from './derived.ts';
import { createDeliveries } from './drift/deliveries.ts';
import { ProxyError } from './errors.ts';
import { named } from './http/app.ts';
import type { CreateFastPath } from './http/fast-path.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createAdmission } from './limits/admission.ts';
import { createWindow, type Window } from './limits/window.ts';
import { createComponents } from './observe/components.ts';
import { createFailureReport } from './observe/failure-report.ts';
import type { Log } from './observe/log.ts';
import { createLoopDelay } from './observe/loop-delay.ts';
import { createMetrics } from './observe/metrics.ts';
import { createRedisReport } from './observe/redis-report.ts';
import { createSeldom } from './observe/seldom.ts';
import { createAudienceOf } from './policy/audience.ts';
import { contactRef } from './policy/contact-ref.ts';
import { createDecide, narrow } from './policy/grant.ts';
import type { Policy } from './policy/policy.ts';
import { keepReloading } from './reload.ts';
import { createSanitizer } from './sanitize/sanitize.ts';
import type { Siblings } from './workers/siblings.ts';

/** What a composition is made from; everything that a test may want to hold in its own hands. */
export type World = {
  readonly config: Config;
  readonly policy: Reloading<Policy>;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  /** For the key set of an identity provider alone; Drift has a client of its own. */
  readonly fetch: typeof globalThis.fetch;
  readonly log: Log;
  readonly version: string;
  /** What pages load of it. */
  readonly library: BrowserLibrary;
  /** Whether the registry also measures the process; one composition of a process may. */
  readonly processMetrics: boolean;
  /** How answers that Express has given before are repeated without it; undefined: they are not. */
  readonly createFastPath: CreateFastPath | undefined;
  /** The processes that share this one's ports; without them it serves alone. */
  readonly siblings?: Siblings;
};

/** Beyond so many the one that was quiet for longest is forgotten. */
const maxCounted = 100_000;
/** A reason for a log line that may come with each request is told at most so often, in milliseconds. */
const sayAgainAfter = 60_000;

/** This process is the only one. */
const noNodes = (): void => {};

/** `entries` is where entries rest in this process; by default within the bounds of the configuration. */
export const compose = (
  world: World,
  entries: MemoryStore = createMemoryStore(world.config.cache, world.clock),
): Lifecycle => {
  const { config, policy, clock, random, log, version, siblings } = world;
  const seldom = createSeldom(clock, sayAgainAfter);
  const reportFailure = createFailureReport(log, seldom);
  const failed = (error: unknown): void => {
    const failure = error instanceof ProxyError ? error : new ProxyError('internal', { cause: error });
    if (failure.reason !== 'stopping') reportFailure(failure);
  };

  // cache/, nodes/, observe/
  let live: LiveSide | undefined;
  const memory = createWatchedMemory(entries, {
    struck: (names) => live?.told.struck(names),
    struckAll: () => live?.told.struckAll(),
    learned: (names) => live?.told.learned(names),
  });
  const { tokens } = config.webhooks;
  const components = createComponents({
    webhooks: tokens === undefined ? 'off' : 'on',
    redis: config.redis === undefined ? 'off' : 'on',
    clock,
  });
  const loopDelay = createLoopDelay(clock);
  const metrics = createMetrics({
    version,
    ofProcess: world.processMetrics,
    cacheUsage: memory.usage,
    redis: () => nodes && { isUp: nodes.isUp(), nodes: nodes.nodes() },
    budgetRemaining: () => drift.budgetRemaining(),
    breakerState: () => drift.breakerState(),
    streams: () => live?.usage().open ?? 0,
  });

  const nodes =
    config.redis &&
    composeNodes({
      ...{ redis: config.redis, config, memory, clock },
      told: createRedisReport({ log, seldom, metrics, components }),
    });
  const store = nodes?.store ?? memory;

  // auth/, limits/, policy/
  const { keys, authenticate, remembered } = composeAuth({
    config: config.auth,
    fetch: world.fetch,
    clock,
    policy: () => policy.current,
    keysFailed: (message) => {
      log.warn({ source: 'SESSION_JWKS_URL' }, message);
      components.keysFailed(message);
    },
  });
  const windowFor = (perMinute: number | 'off'): Window =>
    createWindow({ perMinute, maxKeys: maxCounted, shared: nodes !== undefined, clock });
  const windows = { subject: windowFor(config.limits.subject), address: windowFor(config.limits.address) };
  const admission = createAdmission(windows.subject);
  const decide = createDecide({ audienceOf: derived(policy, createAudienceOf), ...config.policy });

  // drift/, lookup/, sanitize/
  const drift = composeDrift({
    config: config.drift,
    clock,
    random,
    called: metrics.upstreamRequest,
    warn: (message) => log.warn({}, message),
    fileRead: components.fileRead,
    sharedSlots: nodes?.sharedSlots,
  });
  const { lookup, changes, nameOf } = composeLookup({
    lifetimes: config.lookup,
    ...{ policy, store, clock, random, metrics, log, seldom, failed },
    namingKey: nodes?.namingKey ?? randomBytes(32),
    fetchContact: drift.fetchContact,
    askTogether: nodes?.askTogether,
    overloaded: loopDelay.overloaded,
  });
  const sanitizer = createSanitizer({ dropped: metrics.attributeDropped });

  // live/
  const { streams } = config.limits;
  if (streams !== 'off')
    live = composeLive({
      most: streams,
      clockSkew: config.auth.clockSkew,
      standing: createStanding({ authenticate, admission, decide, narrow }),
      ...{ lookup, nameOf, sanitize: sanitizer.sanitize, failed, clock, random },
      policy: () => policy.current,
    });

  // http/, admin/
  const http = composeHttp({
    config,
    clock,
    log,
    metrics,
    addresses: windows.address,
    answer: createAnswer({ authenticate, admission, decide, narrow, lookup, sanitizer }),
    findAnswerAtHand: createFindAnswerAtHand({ remembered, admission, decide, lookup, sanitizer }),
    createFastPath: world.createFastPath,
    describeGrant: createDescribeGrant({ authenticate, admission, decide }),
    live,
    deliveries: tokens === undefined ? undefined : createDeliveries({ ...config.webhooks, tokens, changes }),
    delivered: (type, outcome) => {
      metrics.webhook(type, outcome);
      components.delivered(type, outcome);
    },
    readiness: () => lifecycle.readiness(),
    library: world.library,
  });
  const admin = createAdminApp({
    config: config.admin,
    frame: http.frame,
    nameRoute: named,
    metrics: {
      contentType: metrics.contentType,
      exposition: siblings?.share(metrics.counts) ?? metrics.exposition,
    },
    lookup,
    contactRef,
    status: () => ({
      status: lifecycle.readiness(),
      version,
      since: lifecycle.since,
      workers: siblings && { count: siblings.count, answering: siblings.worker, pid: siblings.pid },
      keys: { ready: keys.ready() },
      policy: { audiences: policy.current.audiences.map(({ name }) => name) },
      cache: memory.usage(),
      streams: live?.usage(),
      nodes: nodes?.nodes(),
      components: { drift: drift.standing.report(), ...components.report() },
      budget: { remaining: drift.budgetRemaining() },
      eventLoop: { delay: Math.round(loopDelay.current()) },
    }),
  });

  const lifecycle = createLifecycle({
    clock,
    shutdown: config.shutdown,
    ready: keys.ready,
    degraded: () => ['failing', 'rejecting'].includes(drift.standing.state()) || nodes?.isUp() === false,
    endConnections: () => {
      http.endConnections();
      live?.drain();
    },
    listeners: {
      public: { server: http.publicServer, host: config.http.host, port: config.http.port },
      admin:
        config.admin.port === 'off'
          ? undefined
          : { server: http.serverFor(admin), host: config.admin.host, port: config.admin.port },
    },
    begin: () => {
      for (const message of config.warnings) log.warn({}, message);
      void keys.start();
      void drift.checkToken();
      const stopReloading = keepReloading({
        values: [...config.reloading, policy],
        clock,
        log,
        told: components.fileRead,
      });
      return [
        nodes?.start(windows) ?? noNodes,
        stopReloading,
        loopDelay.start(),
        components.watchKeys(keys.ready),
        keys.close,
        drift.close,
        drift.keepLooking(),
      ];
    },
  });
  return lifecycle;
};
