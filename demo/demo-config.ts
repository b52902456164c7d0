// How is the proxy of the demo set up? As a real one behind a web server, but for short lifetimes, so that all states show.

import type { KeyObject } from 'node:crypto';
import type { Config } from '../config/config.ts';
import { constant } from '../config/reloading.ts';
import { sessionCookie } from './session-cookie.ts';

export const issuer = 'https://mossworth.example';
export const audience = 'drift-attribute-proxy-demo';

/** Milliseconds; the page tells its reader the same. */
const fresh = 2_000;

type Parts = {
  /** Where the sandbox listens. */
  readonly driftUrl: string;
  readonly driftToken: string;
  /** What the sandbox's webhooks prove themselves with. */
  readonly webhookToken: string;
  /** What the site signs sessions with. */
  readonly sessionKey: KeyObject;
  readonly policyFile: string;
};

export const demoConfig = ({
  driftUrl,
  driftToken,
  webhookToken,
  sessionKey,
  policyFile,
}: Parts): Config => ({
  http: {
    host: '127.0.0.1',
    port: 0,
    allowedOrigins: [],
    trustedProxies: ['127.0.0.1/32'],
    httpCache: 'no-store',
    sessionCookie,
    keepAlive: 65_000,
  },
  admin: { host: '127.0.0.1', port: 0, token: undefined, allowedHosts: [] },
  auth: {
    profile: 'standard',
    algorithm: 'HS256',
    keys: { kind: 'static', keys: constant('demo', [sessionKey]) },
    issuer,
    audience,
    maxAge: 86_400_000,
    clockSkew: 30_000,
  },
  policy: {
    file: policyFile,
    contactClaims: [{ claim: 'sub', kind: 'external' }],
    verifiedEmail: 'required',
  },
  lookup: { fresh, revalidate: 10_000, stale: 86_400_000, unknown: 5_000 },
  cache: { maxContacts: 1_000, maxBytes: 16 * 1024 * 1024 },
  redis: undefined,
  workers: 1,
  drift: {
    url: driftUrl,
    token: constant('demo', driftToken),
    timeout: 2_000,
    perMinute: 540,
    concurrency: 32,
  },
  webhooks: { tokens: constant('demo', [Buffer.from(webhookToken)]), organisation: undefined },
  limits: { subject: 600, address: 6_000, streams: 1_000 },
  log: { level: 'warn' },
  shutdown: { delay: 0, grace: 1_000 },
  reloading: [],
  warnings: [],
});
