// Do these claims make a session here and now? Pure checks on a payload whose signature is good.

import type { AuthConfig } from '../../config/config.ts';
import { type Refusal, refused } from './refusal.ts';
import type { Payload } from './signature.ts';

/** What is asked of the claims; durations in milliseconds. */
export type ClaimRules = Pick<AuthConfig, 'profile' | 'issuer' | 'audience' | 'maxAge' | 'clockSkew'>;

/** Seconds, as tokens count them (RFC 7519 section 2, NumericDate); fractions are allowed. */
type Seconds = { readonly now: number; readonly skew: number; readonly maxAge: number };

type Check = (claims: Payload, rules: ClaimRules, seconds: Seconds) => Refusal | undefined;

/** Beyond it a time in milliseconds is no longer exact. */
const latestSecond = Number.MAX_SAFE_INTEGER / 1000;

const isNumericDate = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= latestSecond;

const isStrings = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === 'string');

/** Only Drift's own kind of token may go without, and only while nothing is configured to compare with. */
const isWaived = (expected: string | undefined, { profile }: ClaimRules): boolean =>
  expected === undefined && profile === 'drift-identity';

const issuer: Check = ({ iss }, rules) => {
  if (isWaived(rules.issuer, rules)) return undefined;
  return typeof iss === 'string' && iss === rules.issuer ? undefined : 'other_issuer';
};

const audience: Check = ({ aud }, rules) => {
  if (isWaived(rules.audience, rules)) return undefined;
  const audiences = typeof aud === 'string' ? [aud] : aud;
  return isStrings(audiences) && audiences.some((one) => one === rules.audience)
    ? undefined
    : 'other_audience';
};

const subject: Check = ({ sub }) => (typeof sub === 'string' && sub !== '' ? undefined : 'malformed_subject');

const expiryForm: Check = ({ exp }) => (isNumericDate(exp) ? undefined : 'malformed_expiry');

const issueTime: Check = ({ iat }, _, { now, skew }) => {
  if (iat === undefined) return undefined;
  if (!isNumericDate(iat)) return 'malformed_issue_time';
  return iat > now + skew ? 'issued_in_the_future' : undefined;
};

const notBefore: Check = ({ nbf }, _, { now, skew }) => {
  if (nbf === undefined) return undefined;
  if (!isNumericDate(nbf)) return 'malformed_not_before';
  return nbf > now + skew ? 'not_valid_yet' : undefined;
};

const lifetime: Check = ({ exp, iat }, _, { now, maxAge }) =>
  Number(exp) - Number(iat ?? now) > maxAge ? 'lives_too_long' : undefined;

const expiry: Check = ({ exp }, _, { now, skew }) => (now >= Number(exp) + skew ? 'expired' : undefined);

/** Forms before meanings; expiry last, so that `token_expired` is said of a token that was good in every other way. */
const checks: readonly Check[] = [
  issuer,
  audience,
  subject,
  expiryForm,
  issueTime,
  notBefore,
  lifetime,
  expiry,
];

/** What every session needs of its claims. */
export type CheckedClaims = { readonly subject: string; readonly expiresAt: number };

/**
 * Checks `iss`, `aud`, `sub`, `exp`, `iat` and `nbf` (RFC 7519 section 4.1) and the cap on the lifetime.
 * @param wall milliseconds since 1970
 * @returns the subject, and the expiry in milliseconds since 1970
 * @throws ProxyError `token_expired` when nothing but the time is wrong, else `token_invalid`
 */
export const checkClaims = (claims: Payload, rules: ClaimRules, wall: number): CheckedClaims => {
  const seconds = { now: wall / 1000, skew: rules.clockSkew / 1000, maxAge: rules.maxAge / 1000 };
  for (const check of checks) {
    const refusal = check(claims, rules, seconds);
    if (refusal !== undefined) throw refused(refusal);
  }
  return { subject: String(claims['sub']), expiresAt: Number(claims['exp']) * 1000 };
};
