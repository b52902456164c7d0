// How do the rooms become a server? Every object is built here once, handed to those who need it, and closed in reverse.

import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import type { Config } from '../config/config.ts';
import type { Reloading } from '../config/reloading.ts';
import { createAdminApp } from './admin/admin-app.ts';
import { createAnswer, createDescribeGrant } from './answer.ts';
import { createKeyRing } from './auth/key-ring.ts';
import { createAuthenticate } from './auth/session.ts';
import { createMemoryStore } from './cache/memory.ts';
import type { Clock } from './clock.ts';
import { createFetchContact } from './drift/fetch-contact.ts';
import { checkToken } from './drift/token-check.ts';
import { createTransport } from './drift/transport.ts';
import { ProxyError } from './errors.ts';
import { createRecordAccess } from './http/access.ts';
import { createApp, createFrame, named } from './http/app.ts';
import { createClientAddress } from './http/client-address.ts';
import { createReadCredential } from './http/credential.ts';
import { createCrossOrigin } from './http/cross-origin.ts';
import { createEdge, securityHeaders } from './http/edge.ts';
import { livenessRoute, readinessRoute } from './http/health.ts';
import { createListener } from './http/listener.ts';
import { meAttributes } from './http/me-attributes.ts';
import { createOpenAnswers } from './http/open-answers.ts';
import { createIsListed } from './http/origins.ts';
import { createSendContact } from './http/reply.ts';
import { createRequestId } from './http/request-id.ts';
import { createAddressLimit, createBrowserRule, createTokenOf } from './http/session-steps.ts';
import { createIsTrusted } from './http/trusted-proxies.ts';
import { visibleAttributes } from './http/visible-attributes.ts';
import { createLifecycle, type Lifecycle } from './lifecycle.ts';
import { createAdmit } from './limits/admission.ts';
import { createWindow } from './limits/window.ts';
import { createAliases } from './lookup/aliases.ts';
import { createLookup } from './lookup/lookup.ts';
import type { Log } from './observe/log.ts';
import { createMetrics } from './observe/metrics.ts';
import { createSeldom } from './observe/seldom.ts';
import { contactRef } from './policy/contact-ref.ts';
import { createDecide, narrow } from './policy/grant.ts';
import type { Policy } from './policy/policy.ts';
import { keepReloading } from './reload.ts';
import { createEntrySieve } from './sanitize/entry-sieve.ts';
import { createSanitize } from './sanitize/sanitize.ts';

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
  /** Whether the registry also measures the process; one composition of a process may. */
  readonly processMetrics: boolean;
};

/** Beyond so many the one that was quiet for longest is forgotten. */
const maxCountedClients = 100_000;
/** A reason for a log line that may come with each request is told at most so often, in milliseconds. */
const sayAgainAfter = 60_000;

const whatToDo: Readonly<Record<string, string>> = {
  upstream_rejected:
    'Drift refused DRIFT_TOKEN or its scope. It needs contact_read; after changing the scopes of the Drift app the token must be regenerated.',
  upstream_invalid: 'Drift gave an answer that cannot be used. Check DRIFT_API_URL and what stands between.',
  upstream_unavailable: 'Drift could not be reached or failed.',
  upstream_timeout: 'Drift did not answer within DRIFT_TIMEOUT.',
  upstream_busy: 'Drift limits the calls of this token.',
};

export const compose = (world: World): Lifecycle => {
  const { config, policy, clock, random, log, version } = world;
  const seldom = createSeldom(clock, sayAgainAfter);
  const once = createSeldom(clock, Number.POSITIVE_INFINITY);

  // cache/, observe/
  const store = createMemoryStore(config.cache, clock);
  const metrics = createMetrics({ version, ofProcess: world.processMetrics, cacheUsage: store.usage });

  // auth/, limits/, policy/
  const keys = createKeyRing({
    config: config.auth,
    fetch: world.fetch,
    clock,
    warn: (message) => log.warn({ source: 'SESSION_JWKS_URL' }, message),
  });
  const authenticate = createAuthenticate({ config: config.auth, keys, clock });
  const subjects = createWindow({ perMinute: config.limits.subject, maxKeys: maxCountedClients, clock });
  const addresses = createWindow({ perMinute: config.limits.address, maxKeys: maxCountedClients, clock });
  const admit = createAdmit(subjects);
  const decide = createDecide({ policy, ...config.policy });

  // drift/, lookup/, sanitize/
  const transport = createTransport(config.drift, clock);
  const lookup = createLookup({
    lifetimes: config.lookup,
    store,
    aliases: createAliases(randomBytes(32)),
    fetchContact: createFetchContact({ call: transport.call, clock, asked: metrics.upstreamRequest }),
    sieve: derived(policy, ({ places }) => createEntrySieve(places, { dropped: metrics.attributeDropped })),
    clock,
    random,
    events: {
      looked: (result) => metrics.cacheRequest('memory', result),
      ambiguous: () =>
        seldom('ambiguous', () => log.warn({}, 'Several contacts answer to one name; look them up by id.')),
      failed: (error) => reportFailure(error),
    },
  });
  const sanitize = createSanitize({ dropped: metrics.attributeDropped });

  const reportFailure = (error: unknown): void => {
    const { code, reason } =
      error instanceof ProxyError ? error : new ProxyError('internal', { cause: error });
    const detail = reason === undefined ? {} : { reason };
    seldom(`${code} ${reason}`, () =>
      log.error({ code, ...detail, error }, whatToDo[code] ?? 'A look-up failed.'),
    );
  };

  // http/, admin/
  const isListed = createIsListed(config.http.allowedOrigins);
  const isTrusted = createIsTrusted(config.http.trustedProxies);
  const record = createRecordAccess({ log, metrics, clock });
  const readCredential = createReadCredential(config.http.sessionCookie);
  const openAnswers = createOpenAnswers();
  const edge = createEdge({
    clock,
    requestId: createRequestId(isTrusted),
    record,
    openAnswers,
  });
  const clientAddress = createClientAddress({
    isTrusted,
    hasProxies: config.http.trustedProxies.length > 0,
    proxySuspected: () =>
      once('proxy', () =>
        log.warn(
          { source: 'TRUST_PROXY' },
          'A proxy forwards for clients: name its network in TRUST_PROXY, or they cannot be told apart.',
        ),
      ),
  });

  const app = createApp({
    frame: createFrame([edge, securityHeaders(), createCrossOrigin({ ...config.http, isListed })]),
    sessionSteps: [createAddressLimit(addresses, clientAddress), createBrowserRule(readCredential, isListed)],
    tokenOf: createTokenOf(readCredential),
    routes: [
      livenessRoute,
      readinessRoute(() => lifecycle.readiness()),
      meAttributes(
        createAnswer({ authenticate, admit, decide, narrow, lookup, sanitize }),
        createSendContact(config.http.httpCache),
      ),
      visibleAttributes(createDescribeGrant({ authenticate, admit, decide })),
    ],
  });
  const admin = createAdminApp({
    config: config.admin,
    frame: createFrame([edge, securityHeaders()]),
    nameRoute: named,
    metrics,
    lookup,
    contactRef,
    status: () => ({
      status: lifecycle.readiness(),
      version,
      since: lifecycle.since,
      keys: { ready: keys.ready() },
      policy: { audiences: policy.current.audiences.map(({ name }) => name) },
      cache: store.usage(),
    }),
  });

  const listen = (app: RequestListener) =>
    createListener({
      app,
      keepAlive: config.http.keepAlive,
      wall: clock.wall,
      refused: (failure, id) =>
        record({ id, begun: clock.now(), route: 'none', failure }, 'none', failure.status),
    });

  const lifecycle = createLifecycle({
    clock,
    shutdown: config.shutdown,
    ready: keys.ready,
    endConnections: openAnswers.endConnections,
    listeners: {
      public: { server: listen(app), host: config.http.host, port: config.http.port },
      admin:
        config.admin.port === 'off'
          ? undefined
          : { server: listen(admin), host: config.admin.host, port: config.admin.port },
    },
    begin: () => {
      for (const message of config.warnings) log.warn({}, message);
      void keys.start();
      void checkToken({
        call: transport.call,
        token: config.drift.token,
        warn: (message) => log.warn({}, message),
      });
      const stopReloading = keepReloading({ values: [...config.reloading, policy], clock, log });
      return [stopReloading, keys.close, transport.close];
    },
  });
  return lifecycle;
};

/** What is made of a value that may be replaced; made anew when it is. */
const derived = <Source, Result>(
  source: Reloading<Source>,
  make: (source: Source) => Result,
): { readonly current: Result } => {
  let from = source.current;
  let made = make(from);
  return {
    get current() {
      if (source.current !== from) {
        from = source.current;
        made = make(from);
      }
      return made;
    },
  };
};
