// What does each room get of the configuration? One slice per room, durations in milliseconds, sizes in bytes.

import type { KeyObject } from 'node:crypto';
import type { Reloading } from './reloading.ts';

export const algorithms = [
  'HS256',
  'HS384',
  'HS512',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
] as const;
export type Algorithm = (typeof algorithms)[number];

/** Where the keys that verify sessions come from. */
export type KeySource =
  | { readonly kind: 'static'; readonly keys: Reloading<readonly KeyObject[]> }
  | { readonly kind: 'key-set'; readonly url: string };

export type AuthConfig = {
  readonly profile: 'standard' | 'drift-identity';
  readonly algorithm: Algorithm;
  readonly keys: KeySource;
  /** Absent only under `drift-identity`. */
  readonly issuer: string | undefined;
  readonly audience: string | undefined;
  readonly maxAge: number;
  readonly clockSkew: number;
};

export type ContactKind = 'id' | 'external' | 'email';
/** One step of SESSION_CONTACT: which claim names the contact, and what kind of name it is. */
export type ContactClaim = { readonly claim: string; readonly kind: ContactKind };

export type PolicyConfig = {
  readonly file: string;
  readonly contactClaims: readonly ContactClaim[];
  readonly verifiedEmail: 'required' | 'trusted';
};

export type LookupConfig = {
  /** Served as it is for so long. */
  readonly fresh: number;
  /** Then served at once, for so long, while it is refreshed. */
  readonly revalidate: number;
  /** The age up to which an entry may stand in when Drift fails. */
  readonly stale: number;
  /** The longest time for which "no such contact" is remembered. */
  readonly unknown: number;
};

export type CacheConfig = { readonly maxContacts: number; readonly maxBytes: number };

/** Where Redis is, whichever form it has. */
export type RedisServers = {
  readonly kind: 'single' | 'sentinel' | 'cluster';
  readonly hosts: readonly { readonly host: string; readonly port: number }[];
  readonly tls: boolean;
  /** An ACL user; without one the password is that of the default user. */
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly database: number;
  /** The name that the sentinels know the master by; only with them. */
  readonly master: string | undefined;
};

export type RedisConfig = {
  readonly servers: RedisServers;
  /** 32 bytes each: the first encrypts, all decrypt, the last names. */
  readonly keys: readonly [Buffer, ...Buffer[]];
};

export type DriftConfig = {
  /** An origin without a path or trailing slash. */
  readonly url: string;
  readonly token: Reloading<string>;
  /** Total deadline of one call, connect included. */
  readonly timeout: number;
  /** Calls in any 60 seconds. */
  readonly perMinute: number;
  /** Calls at once. */
  readonly concurrency: number;
};

export type WebhooksConfig = {
  /** The verification tokens that are accepted; undefined: there is no such route. */
  readonly tokens: Reloading<readonly Buffer[]> | undefined;
  /** Decimal text; undefined takes any. */
  readonly organisation: string | undefined;
};

export type LimitsConfig = {
  /** Requests per minute. */
  readonly subject: number | 'off';
  readonly address: number | 'off';
  /** Open streams; off: there is no such route. */
  readonly streams: number | 'off';
};

export type HttpConfig = {
  readonly host: string;
  /** 0 asks the system for a free port; only tests and the demo do. */
  readonly port: number;
  /** Exact origins, and anchored patterns built from `https://*.example.com`. */
  readonly allowedOrigins: readonly (string | RegExp)[];
  /** Networks in CIDR form whose X-Forwarded-For and X-Request-Id are believed. */
  readonly trustedProxies: readonly string[];
  readonly httpCache: 'no-store' | 'revalidate';
  readonly sessionCookie: string | undefined;
  readonly keepAlive: number;
};

export type AdminConfig = {
  readonly host: string;
  readonly port: number | 'off';
  readonly token: Reloading<string> | undefined;
  readonly allowedHosts: readonly string[];
};

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
export type LogLevel = (typeof logLevels)[number];

export type Config = {
  readonly http: HttpConfig;
  readonly admin: AdminConfig;
  readonly auth: AuthConfig;
  readonly policy: PolicyConfig;
  readonly lookup: LookupConfig;
  readonly cache: CacheConfig;
  /** Undefined: this process serves alone. */
  readonly redis: RedisConfig | undefined;
  /** Processes on this machine; above 1 only with Redis. */
  readonly workers: number;
  readonly drift: DriftConfig;
  readonly webhooks: WebhooksConfig;
  readonly limits: LimitsConfig;
  readonly log: { readonly level: LogLevel };
  readonly shutdown: { readonly delay: number; readonly grace: number };
  /** Everything that is read from a file and looked at again every 5 s. */
  readonly reloading: readonly Reloading<unknown>[];
  /** What is allowed but unwise or without effect; logged once at start. */
  readonly warnings: readonly string[];
};
