// What is a session granted, and how is a grant narrowed?

import { describe, expect, it } from '@jest/globals';
import type { Admitted } from '../../../server/limits/admission.ts';
import { createAudienceOf } from '../../../server/policy/audience.ts';
import { createDecide, narrow } from '../../../server/policy/grant.ts';
import { policyOf } from './policy-of.ts';

const policy = policyOf(`
version: 1
audiences:
  browser:
    attributes: { plan: { type: string }, first_name: { type: string }, company: { type: string } }
  support:
    requires: { scope: contacts:read }
    contacts: any
    extends: browser
    attributes: { email: { type: string } }
`);

const options = { contactClaims: [{ claim: 'sub', kind: 'external' }], verifiedEmail: 'required' } as const;
const decide = createDecide({ ...options, audienceOf: { current: createAudienceOf(policy) } });
const session = (claims: object): Admitted => ({ subject: 'user-ada', claims, expiresAt: 0 }) as Admitted;
const ada = session({ sub: 'user-ada' });
const namesIn = ({ attributes }: { readonly attributes: readonly { readonly name: string }[] }) =>
  attributes.map(({ name }) => name);

describe('a grant', () => {
  it('holds the audience, its attributes in the order of the file, and the contact of the session', () => {
    const grant = decide(ada);
    expect(grant.audience).toBe('browser');
    expect(namesIn(grant)).toEqual(['plan', 'first_name', 'company']);
    expect(grant.contact).toEqual({ kind: 'external', value: 'user-ada' });
  });

  it('has inherited attributes before own ones', () => {
    const grant = decide(session({ sub: 'user-ada', scope: 'contacts:read' }));
    expect(grant.audience).toBe('support');
    expect(namesIn(grant)).toEqual(['plan', 'first_name', 'company', 'email']);
  });

  it('names no contact when the session names none', () => {
    expect(decide(session({})).contact).toBeUndefined();
  });

  it('follows the policy that is in force when the session comes', () => {
    const later = policyOf('version: 1\naudiences: { nobody: { requires: { sub: somebody-else } } }');
    const audienceOf = { current: createAudienceOf(policy) };
    const decideNow = createDecide({ ...options, audienceOf });
    expect(decideNow(ada).audience).toBe('browser');
    audienceOf.current = createAudienceOf(later);
    expect(() => decideNow(ada)).toThrow(expect.objectContaining({ reason: 'no_audience' }));
  });
});

describe('fields', () => {
  it('when not given, leave the grant as it is', () => {
    const grant = decide(ada);
    expect(narrow(grant, undefined)).toBe(grant);
  });

  it.each([
    ['one name', 'company', ['company']],
    ['several names, in the order of the file', 'company,plan', ['plan', 'company']],
    ['names with spaces around', ' company , plan ', ['plan', 'company']],
    ['a name twice', 'plan,plan', ['plan']],
    ['names that the audience lacks', 'plan,email,__proto__,toString', ['plan']],
    ['nothing but commas', ',,,', []],
    ['empty text', '', []],
  ])('may be %s', (_, fields, names) => {
    expect(namesIn(narrow(decide(ada), fields))).toEqual(names);
  });

  it('keep audience and contact', () => {
    const grant = decide(ada);
    expect(narrow(grant, 'plan')).toMatchObject({ audience: grant.audience, contact: grant.contact });
  });

  it('never widen a grant that was narrowed', () => {
    expect(namesIn(narrow(narrow(decide(ada), 'plan'), 'plan,company'))).toEqual(['plan']);
  });

  it.each([
    ['repeated', ['plan', 'company']],
    ['an object', { plan: 'company' }],
    ['null', null],
    ['a number', 5],
  ])('are refused when they are %s', (_, fields) => {
    expect(() => narrow(decide(ada), fields)).toThrow(
      expect.objectContaining({ code: 'request_invalid', reason: 'fields_malformed' }),
    );
  });

  it('of 2,048 characters pass, of 2,049 are refused', () => {
    expect(narrow(decide(ada), 'x'.repeat(2048)).attributes).toEqual([]);
    expect(() => narrow(decide(ada), 'x'.repeat(2049))).toThrow(
      expect.objectContaining({ code: 'request_invalid', reason: 'fields_too_long' }),
    );
  });
});
