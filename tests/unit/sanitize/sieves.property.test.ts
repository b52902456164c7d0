// Does anything get through both sieves that the policy does not name, whatever Drift sends?

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Found } from '../../../server/lookup/lookup.ts';
import { createPlace } from '../../../server/policy/place.ts';
import type { AttributeRule, AttributeType, Place } from '../../../server/policy/policy.ts';
import { attributeTypes } from '../../../server/policy/policy.ts';
import { createEntrySieve } from '../../../server/sanitize/entry-sieve.ts';
import { createSanitizer, type PublicBody } from '../../../server/sanitize/sanitize.ts';

const canary = 'canary';
const silent = { dropped: () => {} };

/** Few keys, so that paths of the policy and of the contact often meet. */
const key = fc.constantFrom(
  'a',
  'b',
  'c',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'length',
  '0',
);
const oddText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\u0000\u001b[31m',
    '\u0085',
    '\ud800',
    '\u2028',
    '</script>',
    '2024-02-30',
    '2024-01-01T00:00:00+02:00',
    'x'.repeat(3_000),
  ),
);
const scalar = fc.oneof(
  oddText,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined, Number.NaN, 1e300, 2 ** 53, 9007199254740993n, 1617826661680),
);

/** JSON.parse alone makes own properties named __proto__; so does this. */
const objectOf = (entries: readonly (readonly [string, unknown])[]): Record<string, unknown> => {
  const object: Record<string, unknown> = {};
  for (const [name, value] of entries) {
    Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return object;
};

const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.array(oddText, { minLength: 95, maxLength: 110 }),
    fc.array(fc.tuple(key, tie('tree')), { maxLength: 4 }).map(objectOf),
    fc.jsonValue().map((value) => JSON.stringify(value)),
  ),
}));
const attributes = fc.array(fc.tuple(key, tree), { maxLength: 6 }).map(objectOf);

const place: fc.Arbitrary<Place> = fc
  .record({
    from: fc.array(key, { minLength: 1, maxLength: 3 }),
    json: fc.option(fc.constantFrom('', '/a', '/a/0', '/__proto__'), { nil: undefined }),
    each: fc.option(key, { nil: undefined }),
  })
  .map(createPlace);

const rule: fc.Arbitrary<AttributeRule> = fc.record({
  name: fc.string({ unit: fc.constantFrom('n', 'm'), minLength: 1, maxLength: 4 }),
  type: fc.constantFrom<AttributeType>(...attributeTypes),
  place,
  maxLength: fc.integer({ min: 1, max: 20 }),
  enum: fc.constant(undefined),
  description: fc.constant(undefined),
});
/** A policy names each attribute once. */
const rules = fc.uniqueArray(rule, { maxLength: 6, selector: ({ name }) => name });

const bodyOf = (contact: Record<string, unknown>, all: readonly AttributeRule[]): PublicBody => {
  const sieve = createEntrySieve(
    all.map((one) => one.place),
    silent,
  );
  const entry = {
    kind: 'contact',
    names: ['id:1'],
    values: sieve.pick(contact),
    places: sieve.places,
    asOf: 0,
    storedAt: 0,
    jitter: 1,
    expired: false,
  } as const;
  const found: Found = { entry, state: 'hit', asOf: 0 };
  return createSanitizer(silent).sanitize(found, all).body;
};

const textsIn = (body: PublicBody): readonly string[] =>
  Object.values(body.attributes)
    .flat()
    .filter((value) => typeof value === 'string');

describe('whatever Drift sends and whatever the policy says', () => {
  const check = (promise: (body: PublicBody, all: readonly AttributeRule[]) => void): void => {
    const property = fc.property(attributes, rules, (contact, all) => promise(bodyOf(contact, all), all));
    fc.assert(property, { numRuns: 500 });
  };

  it('only names of the policy come out, as own properties of an object without a prototype', () => {
    check(({ attributes: out }, all) => {
      expect(Object.getPrototypeOf(out)).toBeNull();
      expect(all.map(({ name }) => name)).toEqual(expect.arrayContaining(Reflect.ownKeys(out)));
    });
  });

  it('only text, numbers, booleans and lists of text come out', () => {
    check(({ attributes: out }) => {
      for (const value of Object.values(out)) {
        const isList =
          Array.isArray(value) && value.length <= 100 && value.every((one) => typeof one === 'string');
        expect(isList || ['string', 'number', 'boolean'].includes(typeof value)).toBe(true);
      }
    });
  });

  it('no control character and no lone surrogate comes out', () => {
    check((body) => {
      expect(textsIn(body).filter((text) => /[\p{Cc}\p{Cs}]/u.test(text))).toEqual([]);
    });
  });

  it('no text comes out that is longer than its rule allows', () => {
    check((body, all) => {
      const limits = new Map(
        all.map(({ name, type, maxLength }) => [name, type === 'string' || type === 'list' ? maxLength : 24]),
      );
      for (const [name, value] of Object.entries(body.attributes)) {
        for (const text of [value].flat()) {
          if (typeof text === 'string') expect([...text].length).toBeLessThanOrEqual(limits.get(name) ?? 0);
        }
      }
    });
  });

  it('JSON carries every value as it is', () => {
    check((body) => {
      expect(JSON.parse(JSON.stringify(body))).toEqual({ ...body, attributes: { ...body.attributes } });
    });
  });
});

describe('a value at a place that no rule names', () => {
  /** Every text of the tree is marked, but for those at the places of the policy. */
  const marked = (value: unknown): unknown => {
    if (typeof value === 'string') return `${canary}${value}`;
    if (Array.isArray(value)) return value.map(marked);
    if (typeof value !== 'object' || value === null) return value;
    return objectOf(Object.entries(value).map(([name, inner]) => [`${canary}.${name}`, marked(inner)]));
  };

  /** Beside them, one rule that reads inside a JSON text, where the canary lies next to what it may read. */
  const inText: AttributeRule = {
    name: 'inText',
    type: 'string',
    place: createPlace({ from: ['text'], json: '/a', each: undefined }),
    maxLength: 100,
    enum: undefined,
    description: undefined,
  };
  const withoutPointers = rules.map((all) => [
    ...all.map((one) => ({ ...one, place: createPlace({ ...one.place, json: undefined }) })),
    inText,
  ]);

  it('never comes out, and never rests in an entry', () => {
    const named = fc.record({ a: scalar, b: fc.array(oddText, { maxLength: 3 }) }, { requiredKeys: [] });
    fc.assert(
      fc.property(named, tree, attributes, withoutPointers, (wanted, nested, rest, all) => {
        const beside = objectOf([...Object.entries(wanted), ['other', marked(nested)]]);
        const others = Object.entries(rest).map(([name, value]) => [`other.${name}`, marked(value)] as const);
        const text = JSON.stringify({ a: 'seen', other: canary });
        const contact = objectOf([...others, ...Object.entries(wanted), ['c', beside], ['text', text]]);
        const values = createEntrySieve(
          all.map((one) => one.place),
          silent,
        ).pick(contact);
        expect(JSON.stringify(Object.values(values))).not.toContain(canary);
        const body = bodyOf(contact, all);
        expect(JSON.stringify(body)).not.toContain(canary);
        expect(body.attributes['inText']).toBe('seen');
      }),
      { numRuns: 500 },
    );
  });
});

describe('what the entry sieve counts', () => {
  const isAbsent = (value: unknown): boolean => value === null || value === undefined;
  const fits = (value: unknown): boolean =>
    ['string', 'boolean'].includes(typeof value) || (typeof value === 'number' && Number.isFinite(value));
  const unfitIn = (value: unknown): number =>
    (Array.isArray(value) ? value : [value]).filter((one) => !isAbsent(one) && !fits(one)).length;

  it('is what stands at its places and may not rest there: no more, no less', () => {
    const property = fc.property(tree, (value) => {
      let counted = 0;
      const one = createPlace({ from: ['a'], json: undefined, each: undefined });
      createEntrySieve([one], {
        dropped: () => {
          counted += 1;
        },
      }).pick({ a: value });
      expect(counted).toBe(unfitIn(value));
    });
    fc.assert(property, { numRuns: 500 });
  });

  it('is nothing when nothing was left out, however values were found', () => {
    const fitting = fc.oneof(oddText, fc.integer(), fc.boolean(), fc.constant(null));
    const texts = fc.array(fc.oneof(oddText, fc.constant(null)), { maxLength: 5 });
    const property = fc.property(fitting, texts, oddText, (single, list, name) => {
      const inText = JSON.stringify({ single, list });
      const objects = list.map((text) => ({ name: text, other: {} }));
      const places = [
        { from: ['single'], json: undefined, each: undefined },
        { from: ['list'], json: undefined, each: undefined },
        { from: ['objects'], json: undefined, each: 'name' },
        { from: ['inText'], json: '/single', each: undefined },
        { from: ['inText'], json: '/list', each: undefined },
        { from: ['inText'], json: '/nowhere', each: undefined },
        { from: [name, 'nowhere'], json: undefined, each: undefined },
      ];
      const dropped = (reason: string): never => {
        throw new Error(reason);
      };
      createEntrySieve(places.map(createPlace), { dropped }).pick({ single, list, objects, inText });
    });
    fc.assert(property, { numRuns: 200 });
  });
});
