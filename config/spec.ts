// Which settings are there? One row per variable; reading, checking, `.env.example` and the manual all follow from it.

import { algorithms, logLevels } from './config.ts';
import { listOf, orOff, type Parser } from './parser.ts';
import { contactClaims } from './parsers/contact-claims.ts';
import { host, networks } from './parsers/hosts.ts';
import { origins } from './parsers/origins.ts';
import { publicKeys } from './parsers/public-keys.ts';
import { duration, integer, size } from './parsers/quantities.ts';
import { redisUrl } from './parsers/redis.ts';
import { cacheKeys, headerSecret, secrets, webhookTokens } from './parsers/secrets.ts';
import { secureOrigin, secureUrl } from './parsers/urls.ts';
import { choice, cookieName, line, organisation } from './parsers/words.ts';

/** The parts of the manual, in its order. */
export const sections = [
  'Drift',
  'Sessions',
  'Browsers',
  'Policy',
  'Cache',
  'Many nodes',
  'Limits',
  'Public listener',
  'Operator listener',
  'Log',
] as const;

/** What holds when nobody sets the variable. */
type Absence =
  /** This text is read in its stead. */
  | { readonly default: string }
  /** Nothing: it must be set, `always` or under the condition in words (which contradictions.ts checks). */
  | { readonly required: string }
  /** Nothing; the words say what that means. */
  | { readonly unset: string };

export type Row = Absence & {
  readonly section: (typeof sections)[number];
  readonly parse: Parser<unknown>;
  /** May also be given as `X_FILE`, and is then read again while the process runs, unless its meaning says otherwise. */
  readonly file?: true;
  /** Must never be seen by anybody; every secret has a file form. */
  readonly secret?: true;
  /** One or two sentences for the manual. */
  readonly meaning: string;
};

const port = integer({ from: 1, to: 65_535 });
const perMinute = orOff(integer({ from: 1, to: 1_000_000_000 }));
const cacheTime = duration({ from: '0s', to: '8760h' });
const shutdownTime = duration({ from: '0s', to: '10m' });

export const spec = {
  DRIFT_TOKEN: {
    section: 'Drift',
    parse: headerSecret,
    required: 'always',
    file: true,
    secret: true,
    meaning: 'The access token of your Drift app; it never leaves the server.',
  },
  DRIFT_API_URL: {
    section: 'Drift',
    parse: secureOrigin('https://driftapi.com'),
    default: 'https://driftapi.com',
    meaning: 'Where Drift is called. Plain http is refused unless the host is loopback.',
  },
  DRIFT_TIMEOUT: {
    section: 'Drift',
    parse: duration({ from: '1ms', to: '60s' }),
    default: '2s',
    meaning: 'Total deadline of one call to Drift, connect included.',
  },
  DRIFT_REQUESTS_PER_MINUTE: {
    section: 'Drift',
    parse: integer({ from: 1, to: 1_000_000_000 }),
    default: '540',
    meaning:
      "Calls to Drift in any 60 seconds: over all nodes with REDIS_URL, by each process without it, so that several share what the token may spend. Drift's own limit is 600 unless it says less; its clock is not ours, and other tools may share the token.",
  },
  DRIFT_CONCURRENCY: {
    section: 'Drift',
    parse: integer({ from: 1, to: 1_000 }),
    default: '32',
    meaning: 'Calls to Drift at the same time, by each process.',
  },
  DRIFT_WEBHOOK_TOKEN: {
    section: 'Drift',
    parse: webhookTokens,
    unset: 'POST /webhooks/drift answers 404',
    file: true,
    secret: true,
    meaning:
      'The verification token of the Drift app; turns its webhooks on, so that changes show at once. Two with a comma between them while rotating.',
  },
  DRIFT_ORG_ID: {
    section: 'Drift',
    parse: organisation,
    unset: 'webhooks of any organisation are taken',
    meaning: 'The number of your Drift organisation; webhooks of any other are refused.',
  },
  SESSION_SECRET: {
    section: 'Sessions',
    parse: secrets,
    required: 'unless SESSION_PUBLIC_KEY or SESSION_JWKS_URL is set',
    file: true,
    secret: true,
    meaning:
      'The key that your backend signs session tokens with: at least 32, 48 or 64 bytes for HS256, HS384 or HS512. Exactly one of SESSION_SECRET, SESSION_PUBLIC_KEY and SESSION_JWKS_URL is set.',
  },
  SESSION_PUBLIC_KEY: {
    section: 'Sessions',
    parse: publicKeys,
    unset: 'another key setting is used',
    file: true,
    meaning:
      'The public key of RS, PS and ES algorithms in PEM; line breaks may be written as \\n. Two blocks while rotating.',
  },
  SESSION_JWKS_URL: {
    section: 'Sessions',
    parse: secureUrl('https://id.example.com/.well-known/jwks.json'),
    unset: 'another key setting is used',
    meaning: 'The key set of your identity provider; https, or http on a loopback host.',
  },
  SESSION_ALGORITHM: {
    section: 'Sessions',
    parse: choice(algorithms),
    unset: 'HS256 with SESSION_SECRET, else required',
    meaning: 'The one algorithm that tokens may be signed with.',
  },
  SESSION_ISSUER: {
    section: 'Sessions',
    parse: line,
    required: 'unless SESSION_PROFILE=drift-identity',
    meaning: 'What `iss` must be in every token.',
  },
  SESSION_AUDIENCE: {
    section: 'Sessions',
    parse: line,
    required: 'unless SESSION_PROFILE=drift-identity',
    meaning: 'What `aud` must be, or contain, in every token.',
  },
  SESSION_PROFILE: {
    section: 'Sessions',
    parse: choice(['standard', 'drift-identity']),
    default: 'standard',
    meaning:
      "With drift-identity, the token that a site already signs for Drift's Signed Identities is taken: HS256 with SESSION_SECRET, the contact's external id in `sub`, and `exp` (which Drift does not ask for, but we do). A key shorter than 32 bytes is then only a warning.",
  },
  SESSION_COOKIE: {
    section: 'Sessions',
    parse: cookieName,
    unset: 'no cookie is read',
    meaning: 'The name of an HttpOnly cookie that may carry the token instead of the Authorization header.',
  },
  SESSION_CONTACT: {
    section: 'Sessions',
    parse: contactClaims,
    default: 'sub:external',
    meaning:
      'Which claim names the contact: an ordered list of claim:kind, where kind is id (of Drift), external or email. The first claim that a token holds decides; a rule for sub comes last.',
  },
  SESSION_VERIFIED_EMAIL: {
    section: 'Sessions',
    parse: choice(['required', 'trusted']),
    default: 'required',
    meaning:
      'Contacts are looked up by e-mail only when the token says `"email_verified": true`; trusted waives that, for issuers that verify every address.',
  },
  SESSION_MAX_AGE: {
    section: 'Sessions',
    parse: duration({ from: '1s', to: '8760h' }),
    default: '24h',
    meaning: 'The longest lifetime of a token, from `iat` (without it: from now) to `exp`.',
  },
  SESSION_CLOCK_SKEW: {
    section: 'Sessions',
    parse: duration({ from: '0s', to: '60s' }),
    default: '30s',
    meaning: 'How far the clock of the issuer may be off; at most 60s.',
  },
  ALLOWED_ORIGINS: {
    section: 'Browsers',
    parse: origins,
    unset: 'only pages of the same origin may call',
    meaning:
      'Origins of the pages that may call, with commas between them, exactly as browsers send them (https://www.example.com). https://*.example.com stands for one label.',
  },
  HTTP_CACHE: {
    section: 'Browsers',
    parse: choice(['no-store', 'revalidate']),
    default: 'no-store',
    meaning:
      'Whether a browser may keep an answer: not at all, or to ask with its ETag whether it still holds (304).',
  },
  POLICY_FILE: {
    section: 'Policy',
    parse: line,
    default: 'config/policy.yaml',
    meaning:
      'Who may see what. Read again when it changes; a wrong new one is reported and the old one stays. Relative paths start from the working directory; when it is unset and no config/policy.yaml is there, the file of this package is read.',
  },
  CACHE_MAX_CONTACTS: {
    section: 'Cache',
    parse: integer({ from: 1, to: 10_000_000 }),
    default: '50000',
    meaning: 'How many contacts are kept in memory at most.',
  },
  CACHE_MAX_BYTES: {
    section: 'Cache',
    parse: size({ from: '1KiB', to: '1024GiB' }),
    default: '64MiB',
    meaning: 'How much memory they may take at most.',
  },
  CACHE_FRESH: {
    section: 'Cache',
    parse: cacheTime,
    default: '5m',
    meaning: 'How long an answer of Drift is served as it is.',
  },
  CACHE_REVALIDATE: {
    section: 'Cache',
    parse: cacheTime,
    default: '10m',
    meaning:
      'How long after that it is still served at once, marked stale, while it is refreshed behind the scenes.',
  },
  CACHE_STALE: {
    section: 'Cache',
    parse: cacheTime,
    default: '24h',
    meaning: 'The age up to which it is served, marked stale, when Drift fails or does not answer at once.',
  },
  CACHE_UNKNOWN: {
    section: 'Cache',
    parse: cacheTime,
    default: '1m',
    meaning: '"No such contact" is remembered for 5 s the first time, then 20 s, then this long.',
  },
  REDIS_URL: {
    section: 'Many nodes',
    parse: redisUrl,
    unset: 'each process serves alone',
    file: true,
    secret: true,
    meaning:
      'The Redis (or Valkey) that all nodes share: redis://[user:password@]host[:6379][/database]; redis+sentinel://[user:password@]host[:26379],host…/master-name[/database]; redis+cluster://[user:password@]host[:6379],host…; with rediss for redis it is over TLS. What is special in a password is percent-encoded. A change needs a restart.',
  },
  CACHE_KEY: {
    section: 'Many nodes',
    parse: cacheKeys,
    unset: 'allowed only without REDIS_URL',
    file: true,
    secret: true,
    meaning:
      'The key, 32 bytes in base64 (openssl rand -base64 32), that everything kept in Redis is encrypted with; the same on all nodes. Two with a comma between them while rotating: the first encrypts, both decrypt. A change needs a restart.',
  },
  WORKERS: {
    section: 'Many nodes',
    parse: integer({ from: 1, to: 256 }),
    default: '1',
    meaning: 'Processes on this machine that share its ports. Each is a node: more than one needs REDIS_URL.',
  },
  SUBJECT_REQUESTS_PER_MINUTE: {
    section: 'Limits',
    parse: perMinute,
    default: '600',
    meaning: 'Requests per session subject and minute, or off.',
  },
  ADDRESS_REQUESTS_PER_MINUTE: {
    section: 'Limits',
    parse: perMinute,
    default: '6000',
    meaning:
      'Requests per client address and minute (IPv6 by /56), counted before the token is read, or off. Behind a reverse proxy, TRUST_PROXY is needed to tell clients apart.',
  },
  MAX_STREAMS: {
    section: 'Limits',
    parse: orOff(integer({ from: 1, to: 1_000_000 })),
    default: '10000',
    meaning:
      'Pages that may have live updates open at once, by each process, or off for no live updates (404). Each is a connection and an open file, of which the system must allow as many. One subject may have 20 open and one client address 2,000.',
  },
  HOST: {
    section: 'Public listener',
    parse: host,
    default: '127.0.0.1',
    meaning:
      'The address that browsers, or the reverse proxy in front, reach. 0.0.0.0 or :: is every interface.',
  },
  PORT: { section: 'Public listener', parse: port, default: '8080', meaning: 'The port of that address.' },
  TRUST_PROXY: {
    section: 'Public listener',
    parse: networks,
    unset: 'none',
    meaning:
      'Networks of your reverse proxies in CIDR form, with commas between them: only from there X-Forwarded-For and X-Request-Id are believed.',
  },
  KEEP_ALIVE: {
    section: 'Public listener',
    parse: duration({ from: '1s', to: '1h' }),
    default: '65s',
    meaning: 'How long an idle client connection stays open; longer than the load balancer keeps it.',
  },
  SHUTDOWN_DELAY: {
    section: 'Public listener',
    parse: shutdownTime,
    default: '0s',
    meaning: 'After SIGTERM /readyz answers 503 and requests are still served for so long.',
  },
  SHUTDOWN_GRACE: {
    section: 'Public listener',
    parse: shutdownTime,
    default: '10s',
    meaning: 'Then the listener closes and requests in flight may finish for so long.',
  },
  ADMIN_HOST: {
    section: 'Operator listener',
    parse: host,
    default: '127.0.0.1',
    meaning:
      'The address of the operator listener with metrics and status. Unless it is loopback, an ADMIN_TOKEN of at least 16 characters is required.',
  },
  ADMIN_PORT: {
    section: 'Operator listener',
    parse: orOff(port),
    default: '9464',
    meaning: 'The port of that address, or off for no operator listener.',
  },
  ADMIN_TOKEN: {
    section: 'Operator listener',
    parse: headerSecret,
    unset: 'no token is asked for, on loopback only',
    file: true,
    secret: true,
    meaning: 'The Bearer token of the operator listener; /metrics and health do without.',
  },
  ADMIN_ALLOWED_HOSTS: {
    section: 'Operator listener',
    parse: listOf(host),
    unset: 'loopback names and ADMIN_HOST',
    meaning:
      'Further names by which the operator listener may be called (the Host header), with commas between them.',
  },
  LOG_LEVEL: {
    section: 'Log',
    parse: choice(logLevels),
    default: 'info',
    meaning:
      'How much is logged, as JSON lines on standard output: refusals, failures and slow answers at info, every request at debug.',
  },
} as const satisfies Readonly<Record<string, Row>>;

export type Name = keyof typeof spec;

/** The same table without its literal types, for those who walk over it. */
export const rows: Readonly<Record<Name, Row>> = spec;
