// Do equal places, and only those, have equal keys?

import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createPlace } from '../../../server/policy/place.ts';

const where = fc.record({
  from: fc.array(fc.string({ unit: fc.constantFrom('a', '.', '"', ',', '[', ']', '\ud800') }), {
    minLength: 1,
  }),
  json: fc.option(fc.constantFrom('', '/a', '/a/b', 'null'), { nil: undefined }),
  each: fc.option(fc.constantFrom('a', 'null', '/a'), { nil: undefined }),
});

it('keys are equal exactly when the places are', () => {
  fc.assert(
    fc.property(where, where, (one, other) => {
      const same =
        JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());
      expect(createPlace(one).key === createPlace(other).key).toBe(same);
    }),
  );
});

it('a dotted key and two keys are different places', () => {
  const rest = { json: undefined, each: undefined };
  expect(createPlace({ from: ['a.b'], ...rest }).key).not.toBe(
    createPlace({ from: ['a', 'b'], ...rest }).key,
  );
});

it('no pointer is another place than the pointer to the whole text', () => {
  const rest = { from: ['a'], each: undefined };
  expect(createPlace({ ...rest, json: undefined }).key).not.toBe(createPlace({ ...rest, json: '' }).key);
});
