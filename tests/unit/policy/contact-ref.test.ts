// Which texts can be the name of a contact?

import { describe, expect, it } from '@jest/globals';
import { contactRef } from '../../../server/policy/contact-ref.ts';

describe('a Drift id', () => {
  it.each(['1', '42', '15811408544', '9007199254740993', '9223372036854775807'])('may be %s', (id) => {
    expect(contactRef('id', id)).toEqual({ kind: 'id', value: id });
  });

  it.each([
    ['empty', ''],
    ['zero', '0'],
    ['with a leading zero', '012'],
    ['negative', '-1'],
    ['signed', '+1'],
    ['with a space', ' 1'],
    ['with a line break at the end', '1\n'],
    ['a fraction', '1.0'],
    ['hexadecimal', '0x1'],
    ['with an exponent', '1e3'],
    ['in other digits', '١٢٣'],
    ['a path', '1/../2'],
    ['one beyond 64 bits', '9223372036854775808'],
    ['of 20 digits', '10000000000000000000'],
  ])('is refused when it is %s', (_, id) => {
    expect(contactRef('id', id)).toBeUndefined();
  });
});

describe('an external id', () => {
  it.each([
    ['text', 'USER-143'],
    ['text with spaces and signs', 'ÜSER 143/ä+b&c=d%20?#'],
    ['one character', 'x'],
    ['255 characters beyond the basic plane', '\u{1F600}'.repeat(255)],
  ])('may be %s, and stays as it is', (_, id) => {
    expect(contactRef('external', id)).toEqual({ kind: 'external', value: id });
  });

  it.each([
    ['empty', ''],
    ['of 256 characters', 'x'.repeat(256)],
    ['with a line break', 'user\n1'],
    ['with NUL', 'user\u0000'],
    ['with DEL', 'user\u007f'],
    ['with a C1 control character', 'user\u0085'],
    ['with a lone surrogate', 'user\ud800'],
  ])('is refused when it is %s', (_, id) => {
    expect(contactRef('external', id)).toBeUndefined();
  });
});

describe('an e-mail', () => {
  it('is lower-cased', () => {
    expect(contactRef('email', 'Bo.Tamsin@Example.ORG')?.value).toBe('bo.tamsin@example.org');
  });

  it.each([
    'a@b',
    'plus+tag/slash@example.com',
    "o'hara@example.com",
    'jürgen@exämple.de',
    `${'x'.repeat(64)}@example.com`,
  ])('may be %s', (email) => {
    expect(contactRef('email', email)).toEqual({ kind: 'email', value: email });
  });

  it.each([
    ['empty', ''],
    ['without @', 'ada.example.com'],
    ['with two @', 'ada@verne@example.com'],
    ['without a local part', '@example.com'],
    ['without a domain', 'ada@'],
    ['with a space', 'ada verne@example.com'],
    ['with a space around', ' ada@example.com'],
    ['with a line break', 'ada@example.com\n'],
    ['with a control character', 'ada\u0007@example.com'],
    ['with a lone surrogate', 'ada\udc00@example.com'],
    ['with a local part of 65 characters', `${'x'.repeat(65)}@example.com`],
    ['of 255 characters', `ada@${'x'.repeat(251)}`],
  ])('is refused when it is %s', (_, email) => {
    expect(contactRef('email', email)).toBeUndefined();
  });

  it('of somebody else is never reached through a foreign letter that lower-cases to a plain one', () => {
    expect('mi\u212Ae@example.com'.toLowerCase()).toBe('mike@example.com');
    expect(contactRef('email', 'mi\u212Ae@example.com')).toBeUndefined();
  });
});
