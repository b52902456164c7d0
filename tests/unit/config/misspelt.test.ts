import { describe, expect, it } from '@jest/globals';
import { meantBy, slipsBetween } from '../../../config/misspelt.ts';
import { knownNames } from '../../../config/names.ts';

describe('a misspelt name', () => {
  it.each([
    ['SESSION_ISSUR', 'SESSION_ISSUER'],
    ['SESSION_ISSEUR', 'SESSION_ISSUER'],
    ['SESION_SECRET', 'SESSION_SECRET'],
    ['SESSION_SECRETS', 'SESSION_SECRET'],
    ['SESSION_JWKS_URI', 'SESSION_JWKS_URL'],
    ['session_issuer', 'SESSION_ISSUER'],
    ['SessionIssuer', 'SESSION_ISSUER'],
    ['DRIFT_API_URI', 'DRIFT_API_URL'],
    ['DRIFT_TOKEN_FIEL', 'DRIFT_TOKEN_FILE'],
    ['ALLOWED_ORIGIN', 'ALLOWED_ORIGINS'],
    ['LOG_LEVELS', 'LOG_LEVEL'],
    ['LOGLEVEL', 'LOG_LEVEL'],
    ['ADMIN_PROT', 'ADMIN_PORT'],
    ['TRUSTED_PROXY', 'TRUST_PROXY'],
    ['REDIS_URI', 'REDIS_URL'],
    ['CACHE_KEYS', 'CACHE_KEY'],
  ])('%s means %s', (name, meant) => {
    expect(meantBy(name)).toBe(meant);
  });

  it.each([
    'SESSION_MANAGER',
    'REDIS_PORT',
    'REDIS_HOST',
    'REDIS_TLS',
    'DRIFT_ATTRIBUTE_PROXY_PORT',
    'DRIFT_ATTRIBUTE_PROXY_SERVICE_HOST',
    'DRIFT_PORT',
    'HOSTNAME',
    'HOME',
    'POST',
    'HOSTS',
    'SORT',
    'PORTS',
    'LOGNAME',
    'HTTP_PROXY',
    'https_proxy',
    'PATH',
    'NODE_ENV',
    'SANDBOX_TOKEN',
    'XDG_SESSION_ID',
    'DBUS_SESSION_BUS_ADDRESS',
    'npm_config_cache',
    '',
  ])('%s is left alone', (name) => {
    expect(meantBy(name)).toBeUndefined();
  });

  it('is none of ours', () => {
    expect([...knownNames].filter((name) => meantBy(name) !== undefined)).toEqual([]);
  });
});

describe('slips', () => {
  it.each([
    ['abc', 'abc', 0],
    ['abc', 'abx', 1],
    ['abc', 'ab', 1],
    ['abc', 'abcd', 1],
    ['abc', 'acb', 1],
    ['abcd', 'badc', 2],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['kitten', 'sitting', 3],
  ])('between %j and %j are %i', (a, b, slips) => {
    expect(slipsBetween(a, b)).toBe(slips);
    expect(slipsBetween(b, a)).toBe(slips);
  });
});
