import { describe, expect, it } from '@jest/globals';
import { type ClaimRules, checkClaims } from '../../../server/auth/claims.ts';
import { sampleAudience, sampleClaims, sampleIssuer, sampleTime } from '../../support/tokens.ts';

const rules: ClaimRules = {
  profile: 'standard',
  issuer: sampleIssuer,
  audience: sampleAudience,
  maxAge: 24 * 3_600_000,
  clockSkew: 30_000,
};
const now = sampleTime / 1000;

const check = (overrides: Record<string, unknown> = {}, changed: Partial<ClaimRules> = {}) =>
  checkClaims(sampleClaims(overrides), { ...rules, ...changed }, sampleTime);
const refusal = (reason: string, code = 'token_invalid') => expect.objectContaining({ code, reason });

describe('good claims', () => {
  it('give the subject, and the expiry in milliseconds', () => {
    expect(check({ sub: 'visitor-7', exp: now + 60 })).toEqual({
      subject: 'visitor-7',
      expiresAt: sampleTime + 60_000,
    });
  });

  it.each([
    ['an audience among others', { aud: ['https://other.example', sampleAudience] }],
    ['a fraction of a second in exp', { exp: now + 0.5 }],
    ['a fraction of a second in iat', { iat: now - 0.25 }],
    ['no iat', { iat: undefined }],
    ['an nbf of now', { nbf: now }],
    ['claims of other kinds', { scope: 'contacts:read', extra: { deep: [1] } }],
    ['a lifetime of exactly the cap', { iat: now, exp: now + 86_400 }],
  ])('may have %s', (_, overrides) => {
    expect(() => check(overrides)).not.toThrow();
  });
});

describe('claims are refused', () => {
  it.each<[what: string, overrides: Record<string, unknown>, reason: string]>([
    ['no iss', { iss: undefined }, 'other_issuer'],
    ['another iss', { iss: 'https://evil.example' }, 'other_issuer'],
    ['an iss in other letters', { iss: sampleIssuer.toUpperCase() }, 'other_issuer'],
    ['a list as iss', { iss: [sampleIssuer] }, 'other_issuer'],
    ['no aud', { aud: undefined }, 'other_audience'],
    ['another aud', { aud: 'https://other.example' }, 'other_audience'],
    ['an empty list as aud', { aud: [] }, 'other_audience'],
    ['a nested list as aud', { aud: [[sampleAudience]] }, 'other_audience'],
    ['a list with more than text as aud', { aud: [sampleAudience, 1] }, 'other_audience'],
    ['an object as aud', { aud: { 0: sampleAudience } }, 'other_audience'],
    ['an aud that only begins like ours', { aud: `${sampleAudience}.evil.example` }, 'other_audience'],
    ['no sub', { sub: undefined }, 'malformed_subject'],
    ['an empty sub', { sub: '' }, 'malformed_subject'],
    ['a number as sub', { sub: 7 }, 'malformed_subject'],
    ['null as sub', { sub: null }, 'malformed_subject'],
    ['a list as sub', { sub: ['visitor-1'] }, 'malformed_subject'],
    ['no exp', { exp: undefined }, 'malformed_expiry'],
    ['null as exp', { exp: null }, 'malformed_expiry'],
    ['text as exp', { exp: String(now + 60) }, 'malformed_expiry'],
    ['true as exp', { exp: true }, 'malformed_expiry'],
    ['an infinite exp', { exp: Number.POSITIVE_INFINITY }, 'malformed_expiry'],
    ['an exp beyond exact milliseconds', { exp: Number.MAX_SAFE_INTEGER }, 'malformed_expiry'],
    ['text as iat', { iat: String(now) }, 'malformed_issue_time'],
    ['null as iat', { iat: null }, 'malformed_issue_time'],
    ['an infinite iat', { iat: Number.NEGATIVE_INFINITY }, 'malformed_issue_time'],
    ['text as nbf', { nbf: String(now) }, 'malformed_not_before'],
    ['null as nbf', { nbf: null }, 'malformed_not_before'],
    ['a life longer than the cap', { iat: now, exp: now + 86_401 }, 'lives_too_long'],
    ['a life longer than the cap, counted from a long-gone iat', { iat: 0 }, 'lives_too_long'],
    ['no iat and an exp beyond the cap from now', { iat: undefined, exp: now + 86_401 }, 'lives_too_long'],
    ['an exp in milliseconds', { exp: sampleTime + 60_000 }, 'lives_too_long'],
  ])('with %s', (_, overrides, reason) => {
    expect(() => check(overrides)).toThrow(refusal(reason));
  });
});

describe('the clock skew', () => {
  it.each<[what: string, within: Record<string, unknown>, beyond: Record<string, unknown>, reason: string]>([
    ['iat in the future', { iat: now + 30 }, { iat: now + 30.001 }, 'issued_in_the_future'],
    ['nbf in the future', { nbf: now + 30 }, { nbf: now + 30.001 }, 'not_valid_yet'],
  ])('forgives %s by as much, and no more', (_, within, beyond, reason) => {
    expect(() => check(within)).not.toThrow();
    expect(() => check(beyond)).toThrow(refusal(reason));
  });

  it('keeps a token alive for as long after exp, and no longer', () => {
    expect(() => check({ exp: now - 29.999 })).not.toThrow();
    expect(() => check({ exp: now - 30 })).toThrow(refusal('expired', 'token_expired'));
  });

  it('of zero forgives nothing', () => {
    expect(() => check({ exp: now }, { clockSkew: 0 })).toThrow(refusal('expired', 'token_expired'));
    expect(() => check({ nbf: now + 0.001 }, { clockSkew: 0 })).toThrow(refusal('not_valid_yet'));
  });
});

describe('an expired token', () => {
  it.each([
    ['issuer', { iss: 'https://evil.example' }],
    ['audience', { aud: 'https://evil.example' }],
    ['subject', { sub: '' }],
    ['lifetime', { iat: 1 }],
  ])('that is wrong in its %s too is not told that it only expired', (_, overrides) => {
    expect(() => check({ ...overrides, exp: now - 3600 })).toThrow(
      expect.objectContaining({ code: 'token_invalid' }),
    );
  });
});

describe('under drift-identity', () => {
  const bare = { iss: undefined, aud: undefined };
  const drift: Partial<ClaimRules> = { profile: 'drift-identity', issuer: undefined, audience: undefined };

  it('a token needs neither iss nor aud', () => {
    expect(check(bare, drift).subject).toBe('visitor-1');
  });

  it.each([
    ['exp', 'malformed_expiry'],
    ['sub', 'malformed_subject'],
  ])('a token still needs %s', (name, reason) => {
    expect(() => check({ ...bare, [name]: undefined }, drift)).toThrow(refusal(reason));
  });

  it.each([
    ['iss', { issuer: sampleIssuer }, 'other_issuer'],
    ['aud', { audience: sampleAudience }, 'other_audience'],
  ])('%s is checked when there is something to compare it with', (_, configured, reason) => {
    expect(() => check(bare, { ...drift, ...configured })).toThrow(refusal(reason));
  });
});

it('without anything to compare with, the standard profile refuses every issuer and audience', () => {
  const nothing: Partial<ClaimRules> = { issuer: undefined, audience: undefined };
  expect(() => check({ iss: undefined }, nothing)).toThrow(refusal('other_issuer'));
  expect(() => check({ aud: undefined }, { audience: undefined })).toThrow(refusal('other_audience'));
});
