// What a page reads back is what went in, and whatever went in, no markup comes of it.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readBootstrap, serializeBootstrap } from '../../../client/server/bootstrap.ts';
import { hostileStrings } from '../../../sandbox/hostile-strings.ts';

const answerWith = (attributes: Record<string, string | number | boolean | string[]>) => ({
  known: true,
  attributes,
  asOf: '2026-11-22T10:00:00.000Z',
  stale: false,
});

const anyText = fc.string({ unit: 'binary' });
const anyValue = fc.oneof(
  anyText,
  fc.constantFrom(...hostileStrings.filter(({ length }) => length < 100)),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
  fc.boolean(),
  fc.array(anyText),
);
const anyAnswer = fc.record({
  known: fc.boolean(),
  attributes: fc.dictionary(anyText, anyValue),
  asOf: anyText,
  stale: fc.boolean(),
});

describe('serializeBootstrap', () => {
  it.each(hostileStrings.map((text) => [text.slice(0, 40), text]))('carries %j unharmed', (_name, text) => {
    const data = answerWith({ [text]: text, list: [text] });
    expect(JSON.parse(serializeBootstrap(data))).toEqual(data);
  });

  it('gives back every answer as it went in', () => {
    fc.assert(fc.property(anyAnswer, (data) => expect(JSON.parse(serializeBootstrap(data))).toEqual(data)));
  });

  it('never writes a character that could begin or end markup, a reference or a line', () => {
    fc.assert(
      fc.property(anyAnswer, (data) => expect(serializeBootstrap(data)).not.toMatch(/[<>&\r\n\u2028\u2029]/)),
    );
  });

  it('writes null for a visitor of whom nothing was learned', () => {
    expect(serializeBootstrap(null)).toBe('null');
  });
});

describe('readBootstrap', () => {
  it('gives null where there is no page', () => {
    expect(readBootstrap()).toBeNull();
  });
});
