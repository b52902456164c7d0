import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Config } from '../../../config/config.ts';
import { loadConfig } from '../../../config/load.ts';
import { knownNames, settingNames } from '../../../config/names.ts';

const secret = 'kX9v-2mQ_7rTz4WbN8sL.pF3hJ6dY0cA';
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey;
const publicKey = rsa.export({ type: 'spki', format: 'pem' }).toString();

const minimal = {
  DRIFT_TOKEN: 'drift-token',
  SESSION_SECRET: secret,
  SESSION_ISSUER: 'https://app.example.com',
  SESSION_AUDIENCE: 'drift-attributes',
};

type Env = Readonly<Record<string, string | undefined>>;
type Files = Readonly<Record<string, string>>;

const readFrom =
  (files: Files) =>
  (path: string): string =>
    files[path] ?? fail();

const fail = (): never => {
  throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
};

const load = (env: Env, { dotEnv, files = {} }: { dotEnv?: string; files?: Files } = {}) =>
  loadConfig({ env, dotEnv, cwd: '/srv/app', readFile: readFrom(files) });

const config = (...args: Parameters<typeof load>): Config => {
  const loaded = load(...args);
  if ('problems' in loaded) throw new Error(loaded.problems.join('\n'));
  return loaded.config;
};

const problems = (...args: Parameters<typeof load>): readonly string[] => {
  const loaded = load(...args);
  return 'problems' in loaded ? loaded.problems : [];
};

const keysOf = ({ auth }: Config) => {
  if (auth.keys.kind !== 'static') throw new Error('not static');
  return auth.keys.keys;
};

describe('the least that must be set', () => {
  it('gives the defaults, in milliseconds and bytes', () => {
    expect(config(minimal)).toMatchObject({
      http: {
        host: '127.0.0.1',
        port: 8080,
        allowedOrigins: [],
        trustedProxies: [],
        httpCache: 'no-store',
        sessionCookie: undefined,
        keepAlive: 65_000,
      },
      admin: { host: '127.0.0.1', port: 9464, token: undefined, allowedHosts: [] },
      auth: {
        profile: 'standard',
        algorithm: 'HS256',
        keys: { kind: 'static' },
        issuer: 'https://app.example.com',
        audience: 'drift-attributes',
        maxAge: 86_400_000,
        clockSkew: 30_000,
      },
      policy: { contactClaims: [{ claim: 'sub', kind: 'external' }], verifiedEmail: 'required' },
      lookup: { fresh: 300_000, revalidate: 600_000, stale: 86_400_000, unknown: 60_000 },
      cache: { maxContacts: 50_000, maxBytes: 67_108_864 },
      drift: {
        url: 'https://driftapi.com',
        token: { name: 'DRIFT_TOKEN', current: 'drift-token' },
        timeout: 2_000,
        perMinute: 540,
        concurrency: 32,
      },
      webhooks: { tokens: undefined, organisation: undefined },
      limits: { subject: 600, address: 6_000, streams: 10_000 },
      log: { level: 'info' },
      shutdown: { delay: 0, grace: 10_000 },
      reloading: [],
      warnings: [],
    });
  });

  it('makes the key of the bytes of the secret', () => {
    expect(keysOf(config(minimal)).current.map((key) => key.export())).toEqual([Buffer.from(secret)]);
  });

  it('is told completely to those who set nothing', () => {
    expect(problems({})).toEqual([
      expect.stringMatching(/^DRIFT_TOKEN is required \(or DRIFT_TOKEN_FILE\)/),
      expect.stringMatching(
        /^SESSION_SECRET is required, or in its place SESSION_PUBLIC_KEY or SESSION_JWKS_URL/,
      ),
      expect.stringMatching(/^SESSION_ISSUER is required/),
      expect.stringMatching(/^SESSION_AUDIENCE is required/),
    ]);
  });

  it('may not be empty: an empty text counts as unset', () => {
    expect(problems({ ...minimal, DRIFT_TOKEN: '' })).toEqual([
      expect.stringMatching(/^DRIFT_TOKEN is required/),
    ]);
    expect(config({ ...minimal, PORT: '', SESSION_COOKIE: '' }).http).toMatchObject({
      port: 8080,
      sessionCookie: undefined,
    });
  });
});

describe('problems', () => {
  it('are told all at once, whatever their kind', () => {
    const told = problems(
      {
        PORT: '0',
        CACHE_FRESH: '5',
        LOG_LEVEL: 'verbose',
        TRUST_PROXY: 'true',
        ALLOWED_ORIGINS: '*',
        ADMIN_HOST: '0.0.0.0',
        SESSION_SECRET: 'short',
        SESSION_ISSUR: 'x',
      },
      { dotEnv: 'NODE_ENV=production\nwhat?' },
    );
    expect(
      told.map((problem) => problem.split(/ (?=is|must|needs|may|line 1:|line 2:)/)[0]).toSorted(),
    ).toEqual(
      [
        '.env',
        '.env',
        'ADMIN_TOKEN',
        'ALLOWED_ORIGINS',
        'CACHE_FRESH',
        'DRIFT_TOKEN',
        'LOG_LEVEL',
        'PORT',
        'SESSION_AUDIENCE',
        'SESSION_ISSUER',
        'SESSION_ISSUR',
        'SESSION_SECRET',
        'TRUST_PROXY',
      ].toSorted(),
    );
  });

  it('of a weak session key are told beside others', () => {
    expect(
      problems({ ...minimal, SESSION_SECRET: 'a-string-secret-at-least-256-bits-long', PORT: 'x' }),
    ).toEqual([
      expect.stringMatching(/^PORT must be/),
      expect.stringMatching(/^SESSION_SECRET is a well-known sample/),
    ]);
  });

  const anyText = fc.stringMatching(/^[!-~]{1,4}kX9[!-~]{8,60}$/);

  it.each([...knownNames])('never show what %s was', (name) => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(problems({ [name]: text }).join('\n')).not.toContain(text);
        expect(problems({}, { dotEnv: `${name}=${text}` }).join('\n')).not.toContain(text);
        expect(problems({}, { dotEnv: `${name}\n${text}=x\n${text}` }).join('\n')).not.toContain(text);
      }),
      { numRuns: 25 },
    );
  });

  it('never show what a secret file holds', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const env = {
          DRIFT_TOKEN_FILE: '/token',
          SESSION_SECRET_FILE: '/key',
          SESSION_PUBLIC_KEY_FILE: '/key',
        };
        const files = { '/token': `${text} ${text}`, '/key': `${text}\n${text}` };
        expect(problems(env, { files }).join('\n')).not.toContain(text);
      }),
      { numRuns: 50 },
    );
  });
});

describe('names', () => {
  it('that are misspelt are refused with the one that was meant, though the right one is set too', () => {
    expect(problems({ ...minimal, SESSION_ISSUR: 'x' })).toEqual([
      'SESSION_ISSUR is not a setting; SESSION_ISSUER was probably meant',
    ]);
  });

  it('of others are no problem in the environment', () => {
    const others = {
      SESSION_MANAGER: 'x',
      REDIS_PORT: 'tcp://x',
      HOSTNAME: 'x',
      SANDBOX_PORT: '1',
    };
    expect(problems({ ...minimal, ...others })).toEqual([]);
  });

  it('that are inherited from Object are not settings', () => {
    expect(settingNames).not.toContain('constructor');
    expect(problems({ ...minimal, constructor: 'x', toString: 'y' })).toEqual([]);
  });
});

describe('.env', () => {
  const dotEnv = Object.entries(minimal)
    .map(([name, value]) => `${name}=${value}`)
    .join('\n');

  it('is enough', () => {
    expect(config({}, { dotEnv: `${dotEnv}\nPORT=8081` }).http.port).toBe(8081);
  });

  it('gives way to the environment', () => {
    expect(config({ PORT: '8082' }, { dotEnv: `${dotEnv}\nPORT=8081` }).http.port).toBe(8082);
  });

  it('does not give way to an empty variable', () => {
    expect(config({ PORT: '' }, { dotEnv: `${dotEnv}\nPORT=8081` }).http.port).toBe(8081);
  });

  it('gives way to the environment whatever the form of a secret', () => {
    const loaded = config({ DRIFT_TOKEN_FILE: '/token' }, { dotEnv, files: { '/token': 'from-file' } });
    expect(loaded.drift.token.current).toBe('from-file');
  });

  it('with a name that is not ours is refused', () => {
    expect(problems({}, { dotEnv: `${dotEnv}\nNODE_ENV=production` })).toEqual([
      expect.stringMatching(/^\.env line 5: NODE_ENV is not a setting/),
    ]);
  });
});

describe('secrets in files', () => {
  const { DRIFT_TOKEN: _, SESSION_SECRET: __, ...rest } = minimal;
  const env = { ...rest, DRIFT_TOKEN_FILE: '/run/token', SESSION_SECRET_FILE: 'keys/session' };
  const files = { '/run/token': 'from-file\n', '/srv/app/keys/session': `${secret}\n` };

  it('are read, relative paths from the working directory', () => {
    const loaded = config(env, { files });
    expect(loaded.drift.token.current).toBe('from-file');
    expect(keysOf(loaded).current[0]?.export()).toEqual(Buffer.from(secret));
  });

  it('are all listed as things to look at again, and nothing else is', () => {
    expect(config(env, { files }).reloading.map(({ name }) => name)).toEqual([
      'DRIFT_TOKEN_FILE',
      'SESSION_SECRET_FILE',
    ]);
  });

  it("include the webhook's tokens", () => {
    const both = { ...env, DRIFT_WEBHOOK_TOKEN_FILE: '/run/webhook' };
    const loaded = config(both, { files: { ...files, '/run/webhook': 'webhook-token\n' } });
    expect(loaded.webhooks.tokens?.current.map(String)).toEqual(['webhook-token']);
    expect(loaded.reloading.map(({ name }) => name)).toContain('DRIFT_WEBHOOK_TOKEN_FILE');
  });

  it('are refused beside the variable itself', () => {
    expect(problems({ ...env, DRIFT_TOKEN: 'x' }, { files })).toEqual([
      'DRIFT_TOKEN and DRIFT_TOKEN_FILE are both set; keep one of them',
    ]);
  });

  it('are refused when they cannot be read, without their path', () => {
    expect(problems(env)).toEqual([
      'DRIFT_TOKEN_FILE names a file that cannot be read (ENOENT)',
      'SESSION_SECRET_FILE names a file that cannot be read (ENOENT)',
    ]);
  });

  it('are not known for what is no secret', () => {
    expect(config({ ...minimal, PORT_FILE: '/x' }).http.port).toBe(8080);
  });

  const rotating = () => {
    let text = secret;
    const loaded = loadConfig({
      env,
      cwd: '/srv/app',
      readFile: (path) => (path === '/run/token' ? 'token' : text),
    });
    if ('problems' in loaded) throw new Error(loaded.problems.join('\n'));
    return {
      keys: keysOf(loaded.config),
      write: (next: string) => {
        text = next;
      },
    };
  };

  it('rotate: a second key is taken while the process runs', () => {
    const { keys, write } = rotating();
    write(`${secret},${secret}2`);
    expect(keys.reload()).toBe('replaced');
    expect(keys.current.map((key) => key.export().toString())).toEqual([secret, `${secret}2`]);
  });

  it.each([
    ['short', 'too-short', /^SESSION_SECRET_FILE is shorter than/],
    ['weak', 'changeme-changeme-changeme-changeme', /^SESSION_SECRET_FILE is a placeholder/],
    ['empty', '\n', /^SESSION_SECRET_FILE names an empty file/],
  ])('that turn %s are not taken', (_, text, problem) => {
    const { keys, write } = rotating();
    write(text);
    expect(keys.reload()).toEqual({ kept: expect.stringMatching(problem) });
    expect(keys.current.map((key) => key.export().toString())).toEqual([secret]);
  });
});

describe('session keys', () => {
  const { SESSION_SECRET: _, ...rest } = minimal;

  it('may be a public key', () => {
    const loaded = config({ ...rest, SESSION_PUBLIC_KEY: publicKey, SESSION_ALGORITHM: 'RS256' });
    expect(loaded.auth.algorithm).toBe('RS256');
    expect(keysOf(loaded).current[0]?.equals(createPublicKey(publicKey))).toBe(true);
  });

  it('may be a key set', () => {
    const loaded = config({
      ...rest,
      SESSION_JWKS_URL: 'https://id.example.com/jwks',
      SESSION_ALGORITHM: 'ES256',
    });
    expect(loaded.auth.keys).toEqual({ kind: 'key-set', url: 'https://id.example.com/jwks' });
  });

  it.each([
    ['no key', {}, /^SESSION_SECRET is required, or in its place/],
    [
      'two keys',
      { SESSION_SECRET: secret, SESSION_JWKS_URL: 'https://a.example/' },
      /^SESSION_SECRET and SESSION_JWKS_URL are set, but only one/,
    ],
    [
      'a public key without an algorithm',
      { SESSION_PUBLIC_KEY: publicKey },
      /^SESSION_ALGORITHM is required with SESSION_PUBLIC_KEY/,
    ],
    [
      'a key set without an algorithm',
      { SESSION_JWKS_URL: 'https://a.example/' },
      /^SESSION_ALGORITHM is required with SESSION_JWKS_URL/,
    ],
    [
      'a secret and RS256',
      { SESSION_SECRET: secret, SESSION_ALGORITHM: 'RS256' },
      /^SESSION_ALGORITHM needs a public key/,
    ],
    [
      'a public key and HS256',
      { SESSION_PUBLIC_KEY: publicKey, SESSION_ALGORITHM: 'HS256' },
      /^SESSION_ALGORITHM needs a shared secret/,
    ],
    [
      'a key set and HS256',
      { SESSION_JWKS_URL: 'https://a.example/', SESSION_ALGORITHM: 'HS256' },
      /^SESSION_ALGORITHM needs a shared secret/,
    ],
    [
      'a key of another kind',
      { SESSION_PUBLIC_KEY: publicKey, SESSION_ALGORITHM: 'ES256' },
      /^SESSION_PUBLIC_KEY is not an elliptic-curve key/,
    ],
    [
      'the algorithm none',
      { SESSION_SECRET: secret, SESSION_ALGORITHM: 'none' },
      /^SESSION_ALGORITHM must be one of HS256/,
    ],
    [
      'a secret too short for HS512',
      { SESSION_SECRET: secret, SESSION_ALGORITHM: 'HS512' },
      /^SESSION_SECRET is shorter than the 64 bytes/,
    ],
    [
      'a plain http key set',
      { SESSION_JWKS_URL: 'http://a.example/', SESSION_ALGORITHM: 'RS256' },
      /^SESSION_JWKS_URL must be https/,
    ],
  ])('%s are refused, with one problem', (_, env, problem) => {
    expect(problems({ ...rest, ...env })).toEqual([expect.stringMatching(problem)]);
  });

  it.each([
    'your-256-bit-secret',
    'a-string-secret-at-least-256-bits-long',
    'changeme',
    'x'.repeat(40),
    'secret',
  ])('as weak as %s are refused', (weak) => {
    expect(problems({ ...minimal, SESSION_SECRET: weak })).toEqual([
      expect.stringMatching(/^SESSION_SECRET /),
    ]);
  });
});

describe('drift-identity', () => {
  const identity = { DRIFT_TOKEN: 'x', SESSION_PROFILE: 'drift-identity', SESSION_SECRET: secret };

  it('needs only the secret', () => {
    expect(config(identity).auth).toMatchObject({
      profile: 'drift-identity',
      algorithm: 'HS256',
      issuer: undefined,
      audience: undefined,
    });
    expect(config(identity).policy.contactClaims).toEqual([{ claim: 'sub', kind: 'external' }]);
  });

  it('takes settings that say what it means anyway', () => {
    expect(problems({ ...identity, SESSION_ALGORITHM: 'HS256', SESSION_CONTACT: 'sub:external' })).toEqual(
      [],
    );
  });

  it('warns of a short key, which is the choice of Drift', () => {
    expect(config({ ...identity, SESSION_SECRET: 'kX9v-2mQ_7rT' }).warnings).toEqual([
      expect.stringMatching(/^SESSION_SECRET is shorter than 32 bytes/),
    ]);
  });

  it.each([
    ['another algorithm', { SESSION_ALGORITHM: 'HS512' }, 'SESSION_ALGORITHM'],
    ['another claim', { SESSION_CONTACT: 'email:email' }, 'SESSION_CONTACT'],
    ['another kind', { SESSION_CONTACT: 'sub:id' }, 'SESSION_CONTACT'],
    ['a public key', { SESSION_SECRET: '', SESSION_PUBLIC_KEY: publicKey }, 'SESSION_PUBLIC_KEY'],
    ['a key set', { SESSION_SECRET: '', SESSION_JWKS_URL: 'https://a.example/' }, 'SESSION_JWKS_URL'],
  ])('refuses %s', (_, env, name) => {
    expect(problems({ ...identity, ...env })).toEqual([
      expect.stringContaining(`${name} contradicts SESSION_PROFILE=drift-identity`),
    ]);
  });
});

describe('the operator listener', () => {
  it.each(['0.0.0.0', '::', '10.0.0.7', 'proxy.example.com'])('on %s needs a token', (ADMIN_HOST) => {
    expect(problems({ ...minimal, ADMIN_HOST })).toEqual([expect.stringMatching(/^ADMIN_TOKEN is required/)]);
    expect(problems({ ...minimal, ADMIN_HOST, ADMIN_TOKEN: 'admin-token-of-good-length' })).toEqual([]);
    expect(problems({ ...minimal, ADMIN_HOST, ADMIN_PORT: 'off' })).toEqual([]);
  });

  it.each(['localhost', '127.0.0.2', '::1'])('on %s needs none', (ADMIN_HOST) => {
    expect(problems({ ...minimal, ADMIN_HOST })).toEqual([]);
  });

  it.each([
    ['127.0.0.1', '127.0.0.1', 1],
    ['127.0.0.1', 'localhost', 1],
    ['0.0.0.0', '127.0.0.1', 1],
    ['10.0.0.1', '127.0.0.1', 0],
  ])('beside %s on %s, same port: %i problem', (HOST, ADMIN_HOST, count) => {
    const told = problems({ ...minimal, HOST, ADMIN_HOST, PORT: '9464' });
    expect(told).toEqual(count === 0 ? [] : [expect.stringMatching(/^ADMIN_PORT must be another port/)]);
  });

  it('may have no port at all', () => {
    expect(config({ ...minimal, ADMIN_PORT: 'off' }).admin.port).toBe('off');
  });

  it.each([
    ['a', /^ADMIN_TOKEN is shorter than 16 characters/],
    ['kX9v-2mQ_7rTz4W', /^ADMIN_TOKEN is shorter than 16 characters/],
    ['changeme-changeme-changeme', /^ADMIN_TOKEN is a placeholder/],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', /^ADMIN_TOKEN repeats itself/],
    ['your-256-bit-secret', /^ADMIN_TOKEN is a well-known sample/],
  ])('that others can reach does not start with the token %s', (ADMIN_TOKEN, problem) => {
    const env = { ...minimal, ADMIN_TOKEN };
    expect(problems({ ...env, ADMIN_HOST: '0.0.0.0' })).toEqual([expect.stringMatching(problem)]);
    expect(problems({ ...env, ADMIN_HOST: '0.0.0.0', ADMIN_PORT: 'off' })).toEqual([]);
    expect(problems({ ...env, ADMIN_HOST: 'localhost' })).toEqual([]);
  });

  it('that others can reach starts with a token of 16 characters', () => {
    const env = { ...minimal, ADMIN_HOST: '0.0.0.0', ADMIN_TOKEN: 'kX9v-2mQ_7rTz4Wb' };
    expect(config(env).admin.token?.current).toBe(env.ADMIN_TOKEN);
    expect(config(env).warnings).toEqual([]);
  });

  it('that others can reach does not take a weak token from its file later', () => {
    let text = 'kX9v-2mQ_7rTz4WbN8sL';
    const env = { ...minimal, ADMIN_HOST: '0.0.0.0', ADMIN_TOKEN_FILE: '/token' };
    const readFile = (path: string): string => (path === '/token' ? text : fail());
    const loaded = loadConfig({ env, cwd: '/srv/app', readFile });
    if ('problems' in loaded) throw new Error(loaded.problems.join('\n'));
    const { admin, reloading } = loaded.config;
    text = 'short';
    expect(reloading.map((value) => value.reload())).toEqual([
      { kept: expect.stringMatching(/^ADMIN_TOKEN_FILE is shorter than 16 characters/) },
    ]);
    expect(admin.token?.current).toBe('kX9v-2mQ_7rTz4WbN8sL');
  });

  it('warns of a short token', () => {
    expect(config({ ...minimal, ADMIN_TOKEN: 'short' }).warnings).toEqual([
      expect.stringMatching(/^ADMIN_TOKEN is shorter/),
    ]);
  });
});

describe('other settings', () => {
  it('reach their rooms', () => {
    const loaded = config({
      ...minimal,
      ALLOWED_ORIGINS: 'https://www.example.com, https://*.example.com',
      TRUST_PROXY: '10.0.0.0/8',
      SESSION_COOKIE: '__Host-session',
      SUBJECT_REQUESTS_PER_MINUTE: 'off',
      ADMIN_ALLOWED_HOSTS: 'Admin.example.com',
      SHUTDOWN_DELAY: '5s',
      DRIFT_REQUESTS_PER_MINUTE: '60',
      DRIFT_CONCURRENCY: '4',
      DRIFT_WEBHOOK_TOKEN: 'webhook-token-1,webhook-token-2',
      DRIFT_ORG_ID: '9007199254740993',
      SESSION_CONTACT: 'email:email, sub:external',
      SESSION_VERIFIED_EMAIL: 'trusted',
    });
    expect(loaded.http).toMatchObject({
      allowedOrigins: ['https://www.example.com', expect.any(RegExp)],
      trustedProxies: ['10.0.0.0/8'],
      sessionCookie: '__Host-session',
    });
    expect(loaded.limits).toEqual({ subject: 'off', address: 6000, streams: 10000 });
    expect(loaded.admin.allowedHosts).toEqual(['admin.example.com']);
    expect(loaded.shutdown).toEqual({ delay: 5_000, grace: 10_000 });
    expect(loaded.drift).toMatchObject({ perMinute: 60, concurrency: 4 });
    expect(loaded.webhooks.organisation).toBe('9007199254740993');
    expect(loaded.webhooks.tokens?.current.map(String)).toEqual(['webhook-token-1', 'webhook-token-2']);
    expect(loaded.policy).toMatchObject({
      contactClaims: [
        { claim: 'email', kind: 'email' },
        { claim: 'sub', kind: 'external' },
      ],
      verifiedEmail: 'trusted',
    });
  });

  it('may have spaces around them, secrets excepted', () => {
    expect(config({ ...minimal, PORT: ' 8081\n' }).http.port).toBe(8081);
    expect(problems({ ...minimal, DRIFT_TOKEN: ' x' })).toEqual([
      expect.stringMatching(/^DRIFT_TOKEN may hold only visible/),
    ]);
  });

  it('of the cache must leave room for one another', () => {
    const env = { ...minimal, CACHE_FRESH: '5m', CACHE_REVALIDATE: '10m' };
    expect(problems({ ...env, CACHE_STALE: '15m' })).toEqual([]);
    expect(problems({ ...env, CACHE_STALE: '14m' })).toEqual([
      expect.stringMatching(/^CACHE_STALE must be at least/),
    ]);
  });

  it('warn of a plain http origin that is not loopback', () => {
    expect(config({ ...minimal, ALLOWED_ORIGINS: 'http://localhost:3000' }).warnings).toEqual([]);
    expect(config({ ...minimal, ALLOWED_ORIGINS: 'http://www.example.com' }).warnings).toEqual([
      expect.stringMatching(/^ALLOWED_ORIGINS lists an origin with plain http/),
    ]);
  });
});

describe('many nodes', () => {
  const key = Buffer.from(secret);
  const shared = {
    ...minimal,
    REDIS_URL: 'rediss://site:word@redis.example.com/2',
    CACHE_KEY: key.toString('base64'),
  };

  it('are none when nobody speaks of them', () => {
    expect(config(minimal)).toMatchObject({ redis: undefined, workers: 1 });
  });

  it('share a Redis and the keys of what rests there', () => {
    expect(config({ ...shared, WORKERS: '4' })).toMatchObject({
      redis: {
        servers: {
          kind: 'single',
          hosts: [{ host: 'redis.example.com', port: 6379 }],
          tls: true,
          username: 'site',
          password: 'word',
          database: 2,
          master: undefined,
        },
        keys: [key],
      },
      workers: 4,
      warnings: [],
    });
  });

  it('take both from files, which are read at start only', () => {
    const { REDIS_URL, CACHE_KEY } = shared;
    const env = { ...minimal, REDIS_URL_FILE: '/run/redis', CACHE_KEY_FILE: '/run/key' };
    const files = { '/run/redis': `${REDIS_URL}\n`, '/run/key': `${CACHE_KEY}\n` };
    const loaded = config(env, { files });
    expect(loaded.redis).toEqual(config(shared).redis);
    expect(loaded.reloading).toEqual([]);
  });

  it('need a key for what rests in Redis', () => {
    expect(problems({ ...shared, CACHE_KEY: '' })).toEqual([
      expect.stringMatching(/^CACHE_KEY is required with REDIS_URL/),
    ]);
  });

  it('are told of a wrong key as wrong, and not as missing', () => {
    expect(problems({ ...shared, CACHE_KEY: 'short' })).toEqual([
      expect.stringMatching(/^CACHE_KEY must be 32 bytes in base64/),
    ]);
  });

  it('are warned of a key without Redis', () => {
    expect(config({ ...shared, REDIS_URL: '' }).warnings).toEqual([
      expect.stringMatching(/^CACHE_KEY is set in vain/),
    ]);
  });

  it('on one machine need Redis as well', () => {
    expect(problems({ ...minimal, WORKERS: '2' })).toEqual([
      expect.stringMatching(/^WORKERS above 1 needs REDIS_URL/),
    ]);
    expect(problems({ ...minimal, WORKERS: '1' })).toEqual([]);
    expect(problems({ ...shared, WORKERS: '257' })).toEqual(['WORKERS must be a whole number from 1 to 256']);
  });

  it('never see the password of Redis in a problem', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^kX9[!-~]{8,40}$/),
        fc.constantFrom('', '+sentinel', '+cluster'),
        (word, kind) => {
          const told = problems({ ...shared, REDIS_URL: `redis${kind}://:${word}@host:x` });
          expect(told).not.toEqual([]);
          expect(told.join('\n')).not.toContain(word);
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('the policy file', () => {
  it('is the one of the working directory by default, when one is there', () => {
    const files = { '/srv/app/config/policy.yaml': 'audiences: {}' };
    expect(config(minimal, { files }).policy.file).toBe('/srv/app/config/policy.yaml');
  });

  it.each([
    ['EACCES', 'denied'],
    ['EISDIR', 'a folder'],
    ['EIO', 'broken'],
  ])('of the working directory is not passed over when it cannot be read (%s)', (code, message) => {
    const readFile = (): never => {
      throw Object.assign(new Error(message), { code });
    };
    const loaded = loadConfig({ env: minimal, cwd: '/srv/app', readFile });
    expect(loaded).toMatchObject({ config: { policy: { file: '/srv/app/config/policy.yaml' } } });
  });

  it('is named beside problems, too', () => {
    const files = { '/srv/app/config/policy.yaml': 'audiences: {}' };
    expect(load({}, { files })).toMatchObject({ policyFile: '/srv/app/config/policy.yaml' });
  });

  it('is the one of this package when neither is there', () => {
    const { file } = config(minimal).policy;
    expect(file).toMatch(/[\\/]config[\\/]policy\.yaml$/);
    expect(existsSync(file.replace(/policy\.yaml$/, 'spec.ts'))).toBe(true);
  });

  it.each([
    ['config/policy.yaml', '/srv/app/config/policy.yaml'],
    ['/etc/policy.yaml', '/etc/policy.yaml'],
  ])('%s is looked for from the working directory', (text, path) => {
    expect(config({ ...minimal, POLICY_FILE: text }).policy.file).toBe(path);
  });
});
