// Which claim of a session names the contact? An ordered list of `claim:kind`.

import type { ContactClaim, ContactKind } from '../config.ts';
import { andThen, listOf, type Parsed, type Parser } from '../parser.ts';

const kinds: readonly ContactKind[] = ['id', 'external', 'email'];

/** The last colon divides: the claims of some providers are URLs (`https://example.com/contact:id`). */
const rule: Parser<ContactClaim> = (text) => {
  const [, claim, word] = /^([^\s\p{Cc}]{1,256}):([^:]*)$/u.exec(text) ?? [];
  const kind = kinds.find((one) => one === word);
  return claim === undefined || kind === undefined
    ? { problem: `must be claim:kind with a kind of ${kinds.join(', ')}, for example sub:external` }
    : { value: { claim, kind } };
};

const reachable = (rules: readonly ContactClaim[]): Parsed<readonly ContactClaim[]> => {
  const claims = rules.map(({ claim }) => claim);
  const sub = claims.indexOf('sub');
  if (sub !== -1 && sub < claims.length - 1) {
    return {
      problem: 'has a rule after the one for sub, which every token carries; put the rule for sub last',
    };
  }
  if (new Set(claims).size < claims.length) {
    return { problem: 'names one claim twice; only the first rule could ever decide' };
  }
  return { value: rules };
};

export const contactClaims: Parser<readonly ContactClaim[]> = (text) =>
  andThen(listOf(rule)(text), reachable);
