// What does a JSON pointer find in a text that is itself JSON?

import { describe, expect, it } from '@jest/globals';
import { createJsonReader } from '../../../server/sanitize/json-text.ts';
import type { DropReason } from '../../../server/sanitize/values.ts';

const location = '{"city":"Port Alder","a/b":1,"m~n":2,"~1":3,"":{"":4},"list":["x",{"y":5}],"none":null}';

type Outcome = { readonly found: unknown; readonly dropped: readonly DropReason[] };

const read = (pointer: string, text: unknown): Outcome => {
  const dropped: DropReason[] = [];
  const found = createJsonReader(pointer, { dropped: (reason) => dropped.push(reason) })(text);
  return { found, dropped };
};

describe('a pointer finds', () => {
  it.each([
    ['a key', '/city', 'Port Alder'],
    ['a key with a slash', '/a~1b', 1],
    ['a key with a tilde', '/m~0n', 2],
    ['a key that looks like an escape', '/~01', 3],
    ['empty keys', '//', 4],
    ['an element of a list', '/list/0', 'x'],
    ['what lies in an element', '/list/1/y', 5],
    ['null', '/none', null],
  ])('%s', (_, pointer, value) => {
    expect(read(pointer, location)).toEqual({ found: value, dropped: [] });
  });

  it('the whole, when it is empty', () => {
    expect(read('', '"text"')).toEqual({ found: 'text', dropped: [] });
  });
});

describe('a pointer finds nothing, and nothing counts as dropped,', () => {
  it.each([
    ['where no key is', '/country'],
    ['beyond a list', '/list/2'],
    ['at the end of a list', '/list/-'],
    ['at an index with a leading zero', '/list/00'],
    ['at the length of a list', '/list/length'],
    ['within a text', '/city/0'],
    ['within null', '/none/x'],
    ['on a prototype', '/constructor'],
    ['on the prototype of a list', '/list/map'],
    ['under __proto__', '/__proto__/toString'],
  ])('%s', (_, pointer) => {
    expect(read(pointer, location)).toEqual({ found: undefined, dropped: [] });
  });

  it.each([
    ['is not there', undefined],
    ['is null', null],
  ])('in a value that %s', (_, value) => {
    expect(read('/city', value)).toEqual({ found: undefined, dropped: [] });
  });
});

describe('a value', () => {
  it.each<[string, DropReason, unknown]>([
    ['that is no JSON', 'malformed', '{"city":"Port Al'],
    ['that is empty', 'malformed', ''],
    ['that is nested without end', 'malformed', '['.repeat(60_000)],
    ['of more than 65,536 characters', 'too_long', `{"city":"x"${' '.repeat(65_536)}}`],
    ['that is an object already', 'wrong_type', { city: 'Port Alder' }],
    ['that is a number', 'wrong_type', 5],
  ])('%s counts as dropped: %s', (_, reason, value) => {
    expect(read('/city', value)).toEqual({ found: undefined, dropped: [reason] });
  });

  it('of 65,536 characters is read', () => {
    expect(read('/city', '{"city":"x"}'.padEnd(65_536))).toEqual({ found: 'x', dropped: [] });
  });
});
