// Which contact do the claims of a session name?

import { describe, expect, it } from '@jest/globals';
import type { ContactClaim } from '../../../config/config.ts';
import { createNameContact } from '../../../server/policy/contact-claim.ts';

const bySub: ContactClaim = { claim: 'sub', kind: 'external' };
const byId: ContactClaim = { claim: 'drift_id', kind: 'id' };
const byEmail: ContactClaim = { claim: 'email', kind: 'email' };

const nameContact = (
  contactClaims: readonly ContactClaim[],
  claims: object,
  verifiedEmail: 'required' | 'trusted' = 'required',
) => createNameContact({ contactClaims, verifiedEmail })(Object.assign(Object.create(null), claims));

const notAllowed = (reason: string) => expect.objectContaining({ code: 'not_allowed', status: 403, reason });

describe('the claims that are looked at', () => {
  it('the first one that is there decides', () => {
    expect(nameContact([byId, bySub], { sub: 'user-ada', drift_id: '42' })).toEqual({
      kind: 'id',
      value: '42',
    });
  });

  it.each([
    ['missing', {}],
    ['null', { drift_id: null }],
  ])('one that is %s leaves the decision to the next', (_, claims) => {
    expect(nameContact([byId, bySub], { ...claims, sub: 'user-ada' })).toEqual({
      kind: 'external',
      value: 'user-ada',
    });
  });

  it('a malformed one is refused, although the next one would be good', () => {
    expect(() => nameContact([byId, bySub], { drift_id: 'x', sub: 'user-ada' })).toThrow(
      notAllowed('contact_malformed'),
    );
  });

  it.each([
    ['false', false],
    ['empty text', ''],
    ['zero', 0],
  ])('%s is there, and decides', (_, value) => {
    expect(() => nameContact([byId, bySub], { drift_id: value, sub: 'user-ada' })).toThrow(
      notAllowed('contact_malformed'),
    );
  });

  it('when none is there, no contact is named', () => {
    expect(nameContact([byId, byEmail], { sub: 'user-ada' })).toBeUndefined();
  });

  it('a name that holds dots or slashes is that name, not a path', () => {
    const claim = 'https://example.com/contact.id';
    expect(nameContact([{ claim, kind: 'id' }], { [claim]: '7' })).toEqual({ kind: 'id', value: '7' });
    expect(nameContact([{ claim: 'a.b', kind: 'id' }], { a: { b: '7' } })).toBeUndefined();
  });

  it('what claims inherit is not there', () => {
    const name = createNameContact({
      contactClaims: [{ claim: 'toString', kind: 'external' }],
      verifiedEmail: 'required',
    });
    expect(name({})).toBeUndefined();
    expect(name(Object.create({ toString: 'somebody' }))).toBeUndefined();
  });
});

describe('the value of a claim', () => {
  it('a safe integer counts as its decimal text', () => {
    expect(nameContact([byId], { drift_id: 15811408544 })).toEqual({ kind: 'id', value: '15811408544' });
  });

  it('a number in sub is refused', () => {
    expect(() => nameContact([bySub], { sub: 143 })).toThrow(notAllowed('contact_malformed'));
  });

  it.each([
    ['an integer that JSON has rounded', 2 ** 53],
    ['a fraction', 1.5],
    ['true', true],
    ['a list', ['42']],
    ['an object', { id: '42' }],
  ])('%s is refused', (_, value) => {
    expect(() => nameContact([byId], { drift_id: value })).toThrow(notAllowed('contact_malformed'));
  });
});

describe('an e-mail', () => {
  it('that is verified names the contact, in lower case', () => {
    expect(nameContact([byEmail], { email: 'Ada@Example.com', email_verified: true })).toEqual({
      kind: 'email',
      value: 'ada@example.com',
    });
  });

  it.each([
    ['missing', {}],
    ['false', { email_verified: false }],
    ['the text "true"', { email_verified: 'true' }],
    ['1', { email_verified: 1 }],
    ['inherited', Object.create({ email_verified: true })],
  ])('is refused when email_verified is %s', (_, claims) => {
    expect(() => nameContact([byEmail], Object.assign(claims, { email: 'ada@example.com' }))).toThrow(
      notAllowed('email_unverified'),
    );
  });

  it('needs no proof when e-mails are trusted', () => {
    expect(nameContact([byEmail], { email: 'ada@example.com' }, 'trusted')?.value).toBe('ada@example.com');
  });

  it('needs no proof when another claim decides', () => {
    expect(nameContact([bySub, byEmail], { sub: 'user-ada', email: 'ada@example.com' })?.kind).toBe(
      'external',
    );
  });
});

it('a refusal does not hold the value', () => {
  const claims = { drift_id: 'canary-value' };
  expect(() => nameContact([byId], claims)).toThrow(
    expect.not.objectContaining({ message: expect.stringContaining('canary') }),
  );
});
