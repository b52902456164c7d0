// What does a JSON pointer find in a text that is itself JSON?

import { describe, expect, it } from '@jest/globals';
import { createJsonReader } from '../../../server/sanitize/json-text.ts';

const location = '{"city":"Port Alder","a/b":1,"m~n":2,"~1":3,"":{"":4},"list":["x",{"y":5}],"none":null}';

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
    expect(createJsonReader(pointer)(location)).toBe(value);
  });

  it('the whole, when it is empty', () => {
    expect(createJsonReader('')('"text"')).toBe('text');
  });
});

describe('a pointer finds nothing', () => {
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
    expect(createJsonReader(pointer)(location)).toBeUndefined();
  });

  it.each([
    ['that is no JSON', '{"city":"Port Al'],
    ['that is empty', ''],
    ['that is nested without end', '['.repeat(60_000)],
    ['of more than 65,536 characters', `{"city":"x"${' '.repeat(65_536)}}`],
    ['that is an object already', { city: 'Port Alder' }],
    ['that is a number', 5],
    ['that is not there', undefined],
  ])('in a value %s', (_, value) => {
    expect(createJsonReader('/city')(value)).toBeUndefined();
  });
});
