// Which audience does a session belong to?

import { describe, expect, it } from '@jest/globals';
import { createAudienceOf } from '../../../server/policy/audience.ts';
import { policyOf } from './policy-of.ts';

const belongs = (requires: string, claims: object): boolean => {
  const policy = policyOf(`
version: 1
audiences:
  everyone: {}
  chosen: { requires: { ${requires} } }
`);
  return createAudienceOf(policy)({ ...claims }).name === 'chosen';
};

describe('the order', () => {
  const policy = policyOf(`
version: 1
audiences:
  staff: { requires: { role: staff } }
  admin: { requires: { admin: true } }
`);

  it('the last audience that takes the session decides', () => {
    expect(createAudienceOf(policy)({ role: 'staff', admin: true }).name).toBe('admin');
  });

  it('an earlier one is tried when the later ones do not take it', () => {
    expect(createAudienceOf(policy)({ role: 'staff' }).name).toBe('staff');
  });

  it('a session that no audience takes is refused', () => {
    expect(() => createAudienceOf(policy)({ role: 'visitor' })).toThrow(
      expect.objectContaining({ code: 'not_allowed', reason: 'no_audience' }),
    );
  });
});

describe('scope and scp', () => {
  it.each([
    ['the word alone', 'scope: contacts:read', { scope: 'contacts:read' }],
    ['the word among others', 'scope: contacts:read', { scope: 'openid contacts:read profile' }],
    ['the word in a list', 'scope: contacts:read', { scope: ['openid', 'contacts:read'] }],
    ['the word in scp', 'scope: contacts:read', { scp: ['contacts:read'] }],
    ['scp asked for and sent', 'scp: contacts:read', { scp: 'contacts:read openid' }],
    ['several words, in any order', 'scope: a b', { scope: 'c b a' }],
  ])('%s is enough', (_, requires, claims) => {
    expect(belongs(requires, claims)).toBe(true);
  });

  it.each([
    ['no scope', 'scope: contacts:read', {}],
    ['a longer word', 'scope: contacts:read', { scope: 'contacts:readwrite' }],
    ['a shorter word', 'scope: contacts:read', { scope: 'contacts' }],
    ['another case', 'scope: contacts:read', { scope: 'Contacts:Read' }],
    ['only one of two words', 'scope: a b', { scope: 'a' }],
    ['two words in one element of a list', 'scope: a b', { scope: ['a b'] }],
    ['an object', 'scope: a', { scope: { a: true } }],
    ['scp, where scope is there and lacks it', 'scope: a', { scope: 'b', scp: 'a' }],
  ])('%s is not enough', (_, requires, claims) => {
    expect(belongs(requires, claims)).toBe(false);
  });
});

describe('any other claim', () => {
  it.each([
    ['equal text', 'role: agent', { role: 'agent' }],
    ['an equal number', 'tier: 2', { tier: 2 }],
    ['an equal boolean', 'staff: true', { staff: true }],
    ['a list that contains it', 'groups: support', { groups: ['sales', 'support'] }],
    [
      'a name that holds dots and slashes',
      '"https://example.com/role.x": agent',
      { 'https://example.com/role.x': 'agent' },
    ],
    ['all of several', 'role: agent, staff: true', { role: 'agent', staff: true }],
  ])('%s is enough', (_, requires, claims) => {
    expect(belongs(requires, claims)).toBe(true);
  });

  it.each([
    ['nothing', 'role: agent', {}],
    ['a text that contains it', 'role: agent', { role: 'agent admin' }],
    ['a number as text', 'tier: 2', { tier: '2' }],
    ['true as text', 'staff: true', { staff: 'true' }],
    ['a list within a list', 'groups: support', { groups: [['support']] }],
    ['an object with it as a key', 'groups: support', { groups: { support: true } }],
    ['one of two', 'role: agent, staff: true', { role: 'agent' }],
  ])('%s is not enough', (_, requires, claims) => {
    expect(belongs(requires, claims)).toBe(false);
  });

  it('what claims inherit does not count', () => {
    const policy = policyOf('version: 1\naudiences: { a: { requires: { role: agent } } }');
    expect(() => createAudienceOf(policy)(Object.create({ role: 'agent' }))).toThrow();
  });
});
