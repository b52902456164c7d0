import { describe, expect, it } from '@jest/globals';
import { createAliases } from '../../../server/lookup/aliases.ts';
import { contact, ref } from '../../support/contacts.ts';

const aliases = createAliases(new Uint8Array(32).fill(1));
const ada = contact('42', { externalId: 'user-7', email: 'ada@example.com' });

describe('the names of a contact', () => {
  it('are its id, its external id and its e-mail, the id first', () => {
    expect(aliases.namesOf(ada)).toEqual([
      'id:42',
      aliases.nameOf(ref('external', 'user-7')),
      aliases.nameOf(ref('email', 'ada@example.com')),
    ]);
  });

  it('are those that it has', () => {
    expect(aliases.namesOf(contact('42'))).toEqual(['id:42']);
  });

  it('hold no external id and no e-mail in clear', () => {
    expect(aliases.namesOf(ada).join()).not.toMatch(/user-7|ada|example/i);
  });

  it('match those of another key only by id', () => {
    const others = createAliases(new Uint8Array(32).fill(2)).namesOf(ada);
    expect(aliases.namesOf(ada).map((name) => others.includes(name))).toEqual([true, false, false]);
  });

  it('of one text differ by kind', () => {
    const names = [aliases.nameOf(ref('external', 'a@b.c')), aliases.nameOf(ref('email', 'a@b.c'))];
    expect(new Set(names).size).toBe(2);
  });

  it.each([
    ['\ud800', '\ufffd'],
    ['\ud800', '\ud801'],
    ['a\udc00', 'a\ufffd'],
    ['é', 'e\u0301'],
    ['A', 'a'],
    ['7', '07'],
  ])('of different external ids differ (%j, %j)', (one, other) => {
    const [first, second] = [one, other].map(
      (externalId) => aliases.namesOf(contact('1', { externalId }))[1],
    );
    expect(first).not.toBe(second);
  });
});
