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

type Test = (claims: Claims) => boolean;

const holdsWords = (names: readonly [string, string], wanted: Wanted): Test => {
  const words = String(wanted)
    .split(/\s+/)
    .filter((word) => word !== '');
  return (claims) => {
    const granted = wordsOf(claimOf(claims, names[0]) ?? claimOf(claims, names[1]));
    return words.length > 0 && words.every((word) => granted.includes(word));
  };
};

const holdsValue =
  (name: string, wanted: Wanted): Test =>
  (claims) => {
    const claim = claimOf(claims, name);
    return Array.isArray(claim) ? claim.includes(wanted) : claim === wanted;
  };

const holds = ([name, wanted]: readonly [string, Wanted]): Test => {
  const other = otherScopeClaim.get(name);
  return other === undefined ? holdsValue(name, wanted) : holdsWords([name, other], wanted);
};

/** What is asked of each audience, from the last to the first. */
const testsOf = ({ audiences }: Policy): readonly (readonly [Audience, readonly Test[]])[] =>
  audiences.map((audience) => [audience, Object.entries(audience.requires).map(holds)] as const).reverse();

/**
 * The audience of a session, tried from the last to the first.
 * @throws ProxyError `not_allowed` (`no_audience`) when no audience takes the session
 */
export type AudienceOf = (claims: Claims) => Audience;

export const createAudienceOf = (policy: Policy): AudienceOf => {
  const candidates = testsOf(policy);
  return (claims) => {
    for (const [audience, tests] of candidates) if (tests.every((test) => test(claims))) return audience;
    throw new ProxyError('not_allowed', { reason: 'no_audience' });
  };
};
