import { describe, expect, it } from '@jest/globals';
import { settingNames } from '../../../config/names.ts';
import { rows, sections } from '../../../config/spec.ts';

/** Copied by hand from the published contract: a changed default is a breaking change. */
const contract = {
  HOST: '127.0.0.1',
  PORT: '8080',
  ADMIN_HOST: '127.0.0.1',
  ADMIN_PORT: '9464',
  DRIFT_API_URL: 'https://driftapi.com',
  DRIFT_TIMEOUT: '2s',
  DRIFT_REQUESTS_PER_MINUTE: '540',
  DRIFT_CONCURRENCY: '32',
  SESSION_PROFILE: 'standard',
  SESSION_CONTACT: 'sub:external',
  SESSION_VERIFIED_EMAIL: 'required',
  SESSION_MAX_AGE: '24h',
  SESSION_CLOCK_SKEW: '30s',
  POLICY_FILE: 'config/policy.yaml',
  CACHE_MAX_CONTACTS: '50000',
  CACHE_MAX_BYTES: '64MiB',
  CACHE_FRESH: '5m',
  CACHE_REVALIDATE: '10m',
  CACHE_STALE: '24h',
  CACHE_UNKNOWN: '1m',
  WORKERS: '1',
  HTTP_CACHE: 'no-store',
  SUBJECT_REQUESTS_PER_MINUTE: '600',
  ADDRESS_REQUESTS_PER_MINUTE: '6000',
  LOG_LEVEL: 'info',
  MAX_STREAMS: '10000',
  KEEP_ALIVE: '65s',
  SHUTDOWN_DELAY: '0s',
  SHUTDOWN_GRACE: '10s',
};

const unset = [
  'ADMIN_TOKEN',
  'ADMIN_ALLOWED_HOSTS',
  'DRIFT_TOKEN',
  'DRIFT_WEBHOOK_TOKEN',
  'DRIFT_ORG_ID',
  'SESSION_SECRET',
  'SESSION_PUBLIC_KEY',
  'SESSION_JWKS_URL',
  'SESSION_ALGORITHM',
  'SESSION_ISSUER',
  'SESSION_AUDIENCE',
  'SESSION_COOKIE',
  'ALLOWED_ORIGINS',
  'TRUST_PROXY',
  'REDIS_URL',
  'CACHE_KEY',
];

const withDefault = settingNames.flatMap((name) => {
  const row = rows[name];
  return 'default' in row ? [[name, row.default] as const] : [];
});

describe('the table', () => {
  it('has the defaults of the contract', () => {
    expect(Object.fromEntries(withDefault)).toEqual(contract);
  });

  it('has every other variable of the contract without a default', () => {
    expect(settingNames.filter((name) => !('default' in rows[name])).toSorted()).toEqual(unset.toSorted());
  });

  it.each(withDefault)('gives %s a default that it can read', (name, text) => {
    expect(rows[name].parse(text)).toHaveProperty('value');
  });

  it.each(settingNames)('says what %s means, in sentences', (name) => {
    expect(rows[name].meaning).toMatch(/^["A-Z0-9].{10,}\.$/);
  });

  it('calls the six secrets secret, and gives each a file form', () => {
    expect(settingNames.filter((name) => rows[name].secret)).toEqual([
      'DRIFT_TOKEN',
      'DRIFT_WEBHOOK_TOKEN',
      'SESSION_SECRET',
      'REDIS_URL',
      'CACHE_KEY',
      'ADMIN_TOKEN',
    ]);
    expect(settingNames.filter((name) => rows[name].secret && !rows[name].file)).toEqual([]);
  });

  it('leaves no section without a row', () => {
    expect(
      sections.filter((section) => !settingNames.some((name) => rows[name].section === section)),
    ).toEqual([]);
  });
});
