// What of a contact may rest in a cache?

import { describe, expect, it } from '@jest/globals';
import { createPlace } from '../../../server/policy/place.ts';
import { createEntrySieve } from '../../../server/sanitize/entry-sieve.ts';

type Where = { readonly json?: string; readonly each?: string };

const at = (from: readonly string[], { json, each }: Where = {}) => createPlace({ from, json, each });
const pickAt = (from: readonly string[], attributes: Record<string, unknown>, where: Where = {}): unknown =>
  Object.values(createEntrySieve([at(from, where)]).pick(attributes))[0];

describe('the sieve', () => {
  it('takes what stands at its places, and nothing else', () => {
    const values = createEntrySieve([at(['plan']), at(['social', 'title'])]).pick({
      plan: 'pro',
      email: 'canary',
      social: { title: 'Buyer', note: 'canary' },
    });
    expect(values).toEqual({ '[["plan"],null,null]': 'pro', '[["social","title"],null,null]': 'Buyer' });
  });

  it('says which places it looks at', () => {
    const places = [at(['plan']), at(['tags'], { each: 'name' })];
    expect(createEntrySieve(places).places).toEqual(new Set(places.map(({ key }) => key)));
  });

  it('has no entry for what is not there', () => {
    expect(Object.keys(createEntrySieve([at(['plan'])]).pick({}))).toEqual([]);
  });

  it('yields values without a prototype', () => {
    expect(Object.getPrototypeOf(createEntrySieve([]).pick({}))).toBeNull();
  });

  it('leaves the attributes as they are', () => {
    const attributes = Object.freeze({ tags: Object.freeze([Object.freeze({ name: 'a' })]) });
    expect(pickAt(['tags'], attributes, { each: 'name' })).toEqual(['a']);
  });
});

describe('a path', () => {
  it('may follow keys that hold dots and spaces', () => {
    expect(pickAt(['Lift AI v1.2', 'x'], { 'Lift AI v1.2': { x: 1 } })).toBe(1);
  });

  it.each([
    ['inherited properties', ['toString', 'name']],
    ['the properties of a text', ['plan', 'length']],
    ['the elements of a list', ['tags', '0']],
    ['the length of a list', ['tags', 'length']],
    ['null', ['none', 'x']],
    ['the prototype', ['__proto__', 'polluted']],
  ])('does not lead into %s', (_, path) => {
    const attributes = Object.create({ __proto__: { polluted: 'canary' } });
    expect(pickAt(path, Object.assign(attributes, { plan: 'pro', tags: ['a'], none: null }))).toBeUndefined();
  });
});

describe('a value', () => {
  it.each([
    ['text', 'a'],
    ['empty text', ''],
    ['a number', 1.5],
    ['zero', 0],
    ['false', false],
    ['a list of them', ['a', 1, true]],
  ])('enters as it is when it is %s', (_, value) => {
    expect(pickAt(['a'], { a: value })).toEqual(value);
  });

  it('enters untyped and of any length, for limits apply at the exit', () => {
    expect(pickAt(['a'], { a: 'x'.repeat(100_000) })).toHaveLength(100_000);
  });

  it.each([
    ['null', null],
    ['undefined', undefined],
    ['an object', { b: 1 }],
    ['NaN', Number.NaN],
    ['Infinity', Number.NEGATIVE_INFINITY],
    ['an integer beyond 2^53', 9007199254740993n],
    ['a function', () => 'canary'],
    ['a symbol', Symbol('canary')],
  ])('does not enter when it is %s, alone or in a list', (_, value) => {
    expect(pickAt(['a'], { a: value })).toBeUndefined();
    expect(pickAt(['a'], { a: ['x', value, 'y'] })).toEqual(['x', 'y']);
  });

  it('that is a list in a list does not enter', () => {
    expect(pickAt(['a'], { a: ['x', ['canary']] })).toEqual(['x']);
  });

  it('that is too long a list keeps one element more than may leave', () => {
    expect(pickAt(['a'], { a: Array.from({ length: 5_000 }, String) })).toHaveLength(101);
  });
});

describe('each', () => {
  it('picks from the objects of a list, and keeps texts', () => {
    const tags = [
      { name: 'Customer', color: '#20b2aa' },
      'Webinar',
      { color: 'canary' },
      null,
      5,
      ['canary'],
    ];
    expect(pickAt(['tags'], { tags }, { each: 'name' })).toEqual(['Customer', 'Webinar']);
  });

  it('picks own properties only', () => {
    expect(pickAt(['tags'], { tags: [Object.create({ name: 'canary' })] }, { each: 'name' })).toEqual([]);
  });

  it('finds nothing where no list is', () => {
    expect(pickAt(['tags'], { tags: { name: 'canary' } }, { each: 'name' })).toBeUndefined();
  });
});

describe('json', () => {
  it('takes a value out of a text', () => {
    const attributes = { last_context_location: '{"city":"Port Alder","latitude":"51.1"}' };
    expect(pickAt(['last_context_location'], attributes, { json: '/city' })).toBe('Port Alder');
  });

  it('comes before each', () => {
    expect(pickAt(['a'], { a: '{"tags":[{"name":"x"},"y"]}' }, { json: '/tags', each: 'name' })).toEqual([
      'x',
      'y',
    ]);
  });

  it('finds nothing in what is no JSON', () => {
    expect(pickAt(['a'], { a: '{"city":"Port Al' }, { json: '/city' })).toBeUndefined();
  });

  it('lets no object out of a text', () => {
    expect(pickAt(['a'], { a: '{"city":{"name":"canary"}}' }, { json: '/city' })).toBeUndefined();
  });
});
