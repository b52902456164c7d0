// What of a contact may rest in a cache?

import { describe, expect, it } from '@jest/globals';
import { createPlace } from '../../../server/policy/place.ts';
import type { Place } from '../../../server/policy/policy.ts';
import { createEntrySieve } from '../../../server/sanitize/entry-sieve.ts';
import type { DropReason } from '../../../server/sanitize/values.ts';

type Where = { readonly json?: string; readonly each?: string };

const at = (from: readonly string[], { json, each }: Where = {}) => createPlace({ from, json, each });
const silent = { dropped: () => {} };
const pickAt = (from: readonly string[], attributes: Record<string, unknown>, where: Where = {}): unknown =>
  Object.values(createEntrySieve([at(from, where)], silent).pick(attributes))[0];
const droppedAt = (places: readonly Place[], attributes: Record<string, unknown>): readonly DropReason[] => {
  const reasons: DropReason[] = [];
  createEntrySieve(places, { dropped: (reason) => reasons.push(reason) }).pick(attributes);
  return reasons;
};

describe('the sieve', () => {
  it('takes what stands at its places, and nothing else', () => {
    const values = createEntrySieve([at(['plan']), at(['social', 'title'])], silent).pick({
      plan: 'pro',
      email: 'canary',
      social: { title: 'Buyer', note: 'canary' },
    });
    expect(values).toEqual({ '[["plan"],null,null]': 'pro', '[["social","title"],null,null]': 'Buyer' });
  });

  it('says which places it looks at', () => {
    const places = [at(['plan']), at(['tags'], { each: 'name' })];
    expect(createEntrySieve(places, silent).places).toEqual(new Set(places.map(({ key }) => key)));
  });

  it('has no entry for what is not there', () => {
    expect(Object.keys(createEntrySieve([at(['plan'])], silent).pick({}))).toEqual([]);
  });

  it('yields values without a prototype', () => {
    expect(Object.getPrototypeOf(createEntrySieve([], silent).pick({}))).toBeNull();
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

describe('what is left out', () => {
  it.each<[string, DropReason, unknown]>([
    ['an object', 'wrong_type', { b: 1 }],
    ['an integer beyond 2^53', 'out_of_range', 9007199254740993n],
    ['NaN', 'malformed', Number.NaN],
    ['a function', 'wrong_type', () => 'canary'],
  ])('is counted when it is %s, alone or in a list: %s', (_, reason, value) => {
    expect(droppedAt([at(['a'])], { a: value })).toEqual([reason]);
    expect(droppedAt([at(['a'])], { a: ['x', value, value] })).toEqual([reason, reason]);
  });

  it('is counted when it is a list in a list', () => {
    expect(droppedAt([at(['a'])], { a: ['x', ['y']] })).toEqual(['wrong_type']);
  });

  it('is counted when it is an element that holds what each cannot pick', () => {
    const tags = ['Webinar', { name: { first: 'x' } }, 5, ['x']];
    expect(droppedAt([at(['tags'], { each: 'name' })], { tags })).toEqual(Array(3).fill('wrong_type'));
  });

  it('is counted when each finds no list', () => {
    expect(droppedAt([at(['tags'], { each: 'name' })], { tags: 'Webinar' })).toEqual(['wrong_type']);
  });

  it.each<[string, DropReason, unknown]>([
    ['broken', 'malformed', '{"city":"Port Al'],
    ['too long to be read', 'too_long', `{"city":"${'x'.repeat(65_536)}"}`],
    ['none', 'wrong_type', { city: 'Port Alder' }],
    ['one with an object there', 'wrong_type', '{"city":{"name":"x"}}'],
  ])('is counted when JSON text is %s: %s', (_, reason, text) => {
    expect(droppedAt([at(['a'], { json: '/city' })], { a: text })).toEqual([reason]);
  });

  it('is counted for each place that reads the same text', () => {
    const places = [at(['a'], { json: '/city' }), at(['a'], { json: '/country' })];
    expect(droppedAt(places, { a: '{' })).toEqual(['malformed', 'malformed']);
  });

  it('is counted at each fetch', () => {
    const reasons: DropReason[] = [];
    const sieve = createEntrySieve([at(['a'])], { dropped: (reason) => reasons.push(reason) });
    sieve.pick({ a: {} });
    sieve.pick({ a: {} });
    expect(reasons).toEqual(['wrong_type', 'wrong_type']);
  });
});

describe('what is not there', () => {
  it.each<[string, Where, unknown]>([
    ['nothing', {}, undefined],
    ['null', {}, null],
    ['null in a list', {}, ['x', null]],
    ['nothing where JSON text would be', { json: '/city' }, undefined],
    ['null where JSON text would be', { json: '/city' }, null],
    ['a pointer that leads nowhere', { json: '/city' }, '{"country":"x"}'],
    ['a pointer to null', { json: '/city' }, '{"city":null}'],
    ['no list for each', { each: 'name' }, undefined],
    ['null where a list would be', { each: 'name' }, null],
    ['an element without the key, or that is null', { each: 'name' }, [{ color: 'x' }, { name: null }, null]],
  ])('is not counted: %s', (_, where, value) => {
    expect(droppedAt([at(['a'], where)], { a: value })).toEqual([]);
  });

  it('is not counted when a path ends before', () => {
    expect(droppedAt([at(['plan', 'x']), at(['tags', '0'])], { plan: 'pro', tags: ['x'] })).toEqual([]);
  });

  it('is what no place names, however odd that is', () => {
    expect(droppedAt([at(['plan'])], { plan: 'pro', other: { a: 9007199254740993n } })).toEqual([]);
  });
});
