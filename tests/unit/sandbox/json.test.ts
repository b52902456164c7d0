import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Json, writeJson } from '../../../sandbox/json.ts';

describe('the writer of JSON', () => {
  it('writes what JSON.stringify writes, for every value that it knows', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false, stringUnit: 'binary' }), (value) => {
        expect(writeJson(value as Json)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('prints a bigint as a bare number, digit by digit', () => {
    fc.assert(
      fc.property(fc.bigInt(), (value) => {
        expect(writeJson({ id: value })).toBe(`{"id":${value}}`);
      }),
    );
  });

  it('writes a lone surrogate as an escape and an own __proto__ key as a key', () => {
    expect(writeJson({ ['__proto__']: ['\ud800'] })).toBe('{"__proto__":["\\ud800"]}');
  });
});
