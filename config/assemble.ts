// Which room gets which settings? Hands every row that was read to its slice of the configuration.

import type { Config, RedisConfig } from './config.ts';
import type { Settings } from './read-settings.ts';
import type { Reloading } from './reloading.ts';
import type { SessionSource } from './session-source.ts';
import { warningsOf } from './warnings.ts';

type Parts = {
  readonly settings: Settings;
  readonly session: SessionSource;
  /** An absolute path. */
  readonly policyFile: string;
};

const fromFiles = (sources: readonly (Reloading<unknown> | undefined)[]): readonly Reloading<unknown>[] =>
  sources.filter((source) => source !== undefined).filter(({ name }) => name.endsWith('_FILE'));

/** Read at start alone: who changes the servers or the keys has to see to all nodes anyway. */
const redisOf = ({ REDIS_URL, CACHE_KEY }: Settings): RedisConfig | undefined => {
  const [first, ...others] = CACHE_KEY?.current ?? [];
  return REDIS_URL === undefined || first === undefined
    ? undefined
    : { servers: REDIS_URL.current, keys: [first, ...others] };
};

/** Builds the configuration of parts that were all found good. */
export const assemble = ({ settings, session, policyFile }: Parts): Config => ({
  http: {
    host: settings.HOST,
    port: settings.PORT,
    allowedOrigins: settings.ALLOWED_ORIGINS ?? [],
    trustedProxies: settings.TRUST_PROXY ?? [],
    httpCache: settings.HTTP_CACHE,
    sessionCookie: settings.SESSION_COOKIE,
    keepAlive: settings.KEEP_ALIVE,
  },
  admin: {
    host: settings.ADMIN_HOST,
    port: settings.ADMIN_PORT,
    token: settings.ADMIN_TOKEN,
    allowedHosts: settings.ADMIN_ALLOWED_HOSTS ?? [],
  },
  auth: {
    ...session,
    issuer: settings.SESSION_ISSUER,
    audience: settings.SESSION_AUDIENCE,
    maxAge: settings.SESSION_MAX_AGE,
    clockSkew: settings.SESSION_CLOCK_SKEW,
  },
  policy: {
    file: policyFile,
    contactClaims: settings.SESSION_CONTACT,
    verifiedEmail: settings.SESSION_VERIFIED_EMAIL,
  },
  lookup: {
    fresh: settings.CACHE_FRESH,
    revalidate: settings.CACHE_REVALIDATE,
    stale: settings.CACHE_STALE,
    unknown: settings.CACHE_UNKNOWN,
  },
  cache: { maxContacts: settings.CACHE_MAX_CONTACTS, maxBytes: settings.CACHE_MAX_BYTES },
  redis: redisOf(settings),
  workers: settings.WORKERS,
  drift: {
    url: settings.DRIFT_API_URL,
    token: settings.DRIFT_TOKEN,
    timeout: settings.DRIFT_TIMEOUT,
    perMinute: settings.DRIFT_REQUESTS_PER_MINUTE,
    concurrency: settings.DRIFT_CONCURRENCY,
  },
  webhooks: { tokens: settings.DRIFT_WEBHOOK_TOKEN, organisation: settings.DRIFT_ORG_ID },
  limits: {
    subject: settings.SUBJECT_REQUESTS_PER_MINUTE,
    address: settings.ADDRESS_REQUESTS_PER_MINUTE,
    streams: settings.MAX_STREAMS,
  },
  log: { level: settings.LOG_LEVEL },
  shutdown: { delay: settings.SHUTDOWN_DELAY, grace: settings.SHUTDOWN_GRACE },
  reloading: fromFiles([
    settings.DRIFT_TOKEN,
    settings.ADMIN_TOKEN,
    settings.DRIFT_WEBHOOK_TOKEN,
    session.keys.kind === 'static' ? session.keys.keys : undefined,
  ]),
  warnings: warningsOf({ settings, session }),
});
