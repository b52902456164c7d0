// Which audience does a session belong to? The last one of the file whose required claims it carries.

import { ProxyError } from '../errors.ts';
import type { Audience, Policy } from './policy.ts';

type Claims = Readonly<Record<string, unknown>>;
type Wanted = string | number | boolean;

const claimOf = (claims: Claims, name: string): unknown =>
  Object.hasOwn(claims, name) ? claims[name] : undefined;

/** Two names for one thing (RFC 8693 and what large identity providers send): either may stand in for the other. */
const otherScopeClaim: ReadonlyMap<string, string> = new Map([
  ['scope', 'scp'],
  ['scp', 'scope'],
]);

const wordsOf = (claim: unknown): readonly unknown[] => {
  if (typeof claim === 'string') return claim.split(' ');
  return Array.isArray(claim) ? claim : [];
};

const holdsWords = (claim: unknown, wanted: Wanted): boolean => {
  const granted = wordsOf(claim);
  const words = String(wanted)
    .split(/\s+/)
    .filter((word) => word !== '');
  return words.length > 0 && words.every((word) => granted.includes(word));
};

const holdsValue = (claim: unknown, wanted: Wanted): boolean =>
  Array.isArray(claim) ? claim.includes(wanted) : claim === wanted;

const holds = (claims: Claims, name: string, wanted: Wanted): boolean => {
  const other = otherScopeClaim.get(name);
  if (other === undefined) return holdsValue(claimOf(claims, name), wanted);
  return holdsWords(claimOf(claims, name) ?? claimOf(claims, other), wanted);
};

const belongs = ({ requires }: Audience, claims: Claims): boolean =>
  Object.entries(requires).every(([name, wanted]) => holds(claims, name, wanted));

/**
 * The audience of a session, tried from the last to the first.
 * @throws ProxyError `not_allowed` (`no_audience`) when no audience takes the session
 */
export const audienceOf = (policy: Policy, claims: Claims): Audience => {
  const audience = policy.audiences.findLast((candidate) => belongs(candidate, claims));
  if (audience === undefined) throw new ProxyError('not_allowed', { reason: 'no_audience' });
  return audience;
};
