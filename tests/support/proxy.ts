// A whole server on loopback ports in front of a real sandbox, with its clock in the test's hands.

import { createSecretKey } from 'node:crypto';
import { type BrowserLibrary, readBrowserLibrary } from '../../config/browser-library.ts';
import type { Config, RedisConfig } from '../../config/config.ts';
import { constant, type Reloading } from '../../config/reloading.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../sandbox/sandbox.ts';
import type { MemoryStore } from '../../server/cache/memory.ts';
import type { Clock } from '../../server/clock.ts';
import { compose, type World } from '../../server/compose.ts';
import { type CreateFastPath, createFastPath } from '../../server/http/fast-path.ts';
import { createLog } from '../../server/observe/log.ts';
import type { Policy } from '../../server/policy/policy.ts';
import { readPolicy } from '../../server/policy/policy-file.ts';
import { canary } from './canary.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createTestLog } from './test-log.ts';
import { signToken } from './tokens.ts';

export const issuer = 'https://www.example.com';
export const audience = 'drift-attribute-proxy';
export const listedOrigin = 'https://www.example.com';

/** Sections of a Config, each to be changed in part. */
export type ConfigChanges = { readonly [Section in keyof Config]?: Partial<Config[Section]> };

type RunningSandbox = { readonly sandbox: Sandbox; readonly url: string };

type Options = {
  readonly config?: ConfigChanges;
  /** The text of a policy file, or a policy that the test can replace. */
  readonly policy?: string | Reloading<Policy>;
  readonly sandbox?: Partial<SandboxOptions>;
  /** A sandbox that runs already, and goes on running. */
  readonly beside?: RunningSandbox;
  /** Where other nodes are met; without it the server is alone. */
  readonly redis?: RedisConfig;
  /** Where Drift is, instead of the sandbox. */
  readonly driftUrl?: string;
  /** How answers are repeated without Express; `off`: they are not. */
  readonly fastPath?: CreateFastPath | 'off';
  /** One that goes by itself, instead of one in the test's hands. */
  readonly clock?: ManualClock;
  /** Instead of always a half. */
  readonly random?: () => number;
  /** Where entries rest, instead of in a memory of its own. */
  readonly store?: MemoryStore;
  /** What pages load, instead of what is built. */
  readonly library?: BrowserLibrary;
};

export const testPolicy = `
version: 1
audiences:
  browser:
    contacts: own
    attributes:
      first_name: { type: string, maxLength: 80 }
      company: { from: employment_name, type: string, maxLength: 120, description: Employer }
      city: { from: last_context_location, json: /city, type: string }
      plan: { type: string, enum: [free, pro, enterprise] }
  support:
    requires: { scope: contacts:read }
    contacts: any
    extends: browser
    attributes:
      email: { type: string, maxLength: 254 }
`;

const baseConfig = (driftUrl: string, changes: ConfigChanges): Config => ({
  http: {
    host: '127.0.0.1',
    port: 0,
    allowedOrigins: [listedOrigin, /^https:\/\/[a-z0-9-]+\.example\.org$/],
    trustedProxies: [],
    httpCache: 'no-store',
    sessionCookie: 'session',
    keepAlive: 65_000,
    ...changes.http,
  },
  admin: { host: '127.0.0.1', port: 0, token: undefined, allowedHosts: [], ...changes.admin },
  auth: {
    profile: 'standard',
    algorithm: 'HS256',
    keys: {
      kind: 'static',
      keys: constant('SESSION_SECRET', [createSecretKey(Buffer.from(canary.sessionSecret))]),
    },
    issuer,
    audience,
    maxAge: 86_400_000,
    clockSkew: 30_000,
    ...changes.auth,
  },
  policy: {
    file: 'unread',
    contactClaims: [{ claim: 'sub', kind: 'external' }],
    verifiedEmail: 'required',
    ...changes.policy,
  },
  lookup: { fresh: 300_000, revalidate: 600_000, stale: 86_400_000, unknown: 60_000, ...changes.lookup },
  cache: { maxContacts: 1_000, maxBytes: 16 * 1024 * 1024, ...changes.cache },
  redis: undefined,
  workers: 1,
  drift: {
    url: driftUrl,
    token: constant('DRIFT_TOKEN', canary.driftToken),
    timeout: 2_000,
    perMinute: 1_000_000,
    concurrency: 32,
    ...changes.drift,
  },
  webhooks: {
    tokens: constant('DRIFT_WEBHOOK_TOKEN', [Buffer.from(canary.webhookToken)]),
    organisation: undefined,
    ...changes.webhooks,
  },
  limits: { subject: 100_000, address: 'off', streams: 10_000, ...changes.limits },
  log: { level: 'debug', ...changes.log },
  shutdown: { delay: 0, grace: 0, ...changes.shutdown },
  reloading: changes.reloading === undefined ? [] : [...(changes.reloading as Config['reloading'])],
  warnings: [],
});

export const policyFrom = (text: string) => {
  const outcome = readPolicy(text);
  if ('problems' in outcome) throw new Error(outcome.problems.join('\n'));
  return outcome.policy;
};

export const startSandbox = async (
  clock: Clock,
  options: Partial<SandboxOptions> = {},
): Promise<RunningSandbox> => {
  const sandbox = createSandbox({
    token: canary.driftToken,
    webhookToken: canary.webhookToken,
    clock,
    requestsPerMinute: Number.POSITIVE_INFINITY,
    ...options,
  });
  return { sandbox, url: (await sandbox.listen(0)).url };
};

/** Starts sandbox and server, or a server beside others; `stop` ends what was started. */
export const startProxy = async (options: Options = {}) => {
  const { policy: given = testPolicy } = options;
  // Before anything listens: a test with a wrong policy is to fail, not to hang.
  const policy = typeof given === 'string' ? constant('policy', policyFrom(given)) : given;
  const clock = options.clock ?? createManualClock();
  const { sandbox, url: sandboxUrl } = options.beside ?? (await startSandbox(clock, options.sandbox));
  const lines: string[] = [];
  const appendToTestLog = createTestLog('composed');
  const config = {
    ...baseConfig(options.driftUrl ?? sandboxUrl, options.config ?? {}),
    redis: options.redis,
  };
  const world: World = {
    config,
    policy,
    clock,
    random: options.random ?? (() => 0.5),
    fetch: globalThis.fetch,
    log: createLog(config.log.level, {
      write: (line) => {
        lines.push(line);
        appendToTestLog(line);
      },
    }),
    version: '0.0.0-test',
    library: options.library ?? readBrowserLibrary(),
    processMetrics: false,
    createFastPath: options.fastPath === 'off' ? undefined : (options.fastPath ?? createFastPath),
  };
  const server = compose(world, options.store);
  const { publicPort, adminPort } = await server.listen();
  // The check of the token at start is a call to Drift too; tests count from after it.
  await sandbox.calls.arrived(options.driftUrl === undefined ? 1 : 0);
  sandbox.calls.reset();

  const seconds = Math.floor(clock.wall() / 1000);
  const token = (claims: Record<string, unknown> = {}): string =>
    signToken(
      { iss: issuer, aud: audience, sub: 'user-ada', iat: seconds, exp: seconds + 3_600, ...claims },
      { key: createSecretKey(Buffer.from(canary.sessionSecret)), algorithm: 'HS256' },
    );

  return {
    url: `http://127.0.0.1:${publicPort}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    clock,
    sandbox,
    /** Every log line so far. */
    lines,
    token,
    bearer: (claims?: Record<string, unknown>) => ({ Authorization: `Bearer ${token(claims)}` }),
    stop: async () => {
      await server.stop();
      if (options.beside === undefined) await sandbox.close();
    },
    server,
  };
};

export type RunningProxy = Awaited<ReturnType<typeof startProxy>>;
