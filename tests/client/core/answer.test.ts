// Does the library survive what it is told? Answers of any shape, and names that mean something to JavaScript.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { answerOf } from '../../../client/core/answer.ts';
import { createDriftAttributes } from '../../../client/drift-attributes.ts';
import { ada, answers, createPage } from '../page-in-hand.ts';

const value = fc.oneof(
  fc.string(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.array(fc.string()),
);

/** Bodies that are nearly right, so that every check is met. */
const nearly = fc.record(
  {
    known: fc.oneof(fc.boolean(), fc.jsonValue()),
    attributes: fc.oneof(fc.dictionary(fc.string(), fc.oneof(value, fc.jsonValue())), fc.jsonValue()),
    asOf: fc.oneof(fc.string(), fc.jsonValue()),
    stale: fc.oneof(fc.boolean(), fc.jsonValue()),
  },
  { requiredKeys: [] },
);

describe('an answer', () => {
  it('of any shape never throws, and leads to a status', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.jsonValue(), nearly),
        fc.constantFrom(200, 204, 400, 401, 403, 429, 500, 503),
        async (body, status) => {
          const page = createPage();
          page.replies(() => new Response(status === 204 ? null : JSON.stringify(body), { status }));
          const attributes = createDriftAttributes({ baseUrl: '' }, page.world);
          const ready = await attributes.ready();
          expect(['ready', 'unauthenticated', 'refused', 'failed']).toContain(ready.status);
          expect(ready.status === 'ready').toBe(status === 200 && answerOf(body) !== undefined);
          attributes.close();
        },
      ),
    );
  });

  it('is taken whole if every value is of a kind that the contract has', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), value),
        fc.boolean(),
        fc.boolean(),
        (attributes, known, stale) => {
          const body = JSON.parse(JSON.stringify({ known, attributes, asOf: 'now', stale }));
          const answer = answerOf(body);
          expect(Object.entries(answer?.attributes ?? {})).toEqual(Object.entries(body.attributes));
          expect(Object.isFrozen(answer?.attributes)).toBe(true);
        },
      ),
    );
  });

  it.each([
    null,
    [],
    'x',
    1,
    {},
    [ada],
    { ...ada, known: 1 },
    { ...ada, attributes: [] },
    { ...ada, attributes: null },
    { ...ada, stale: undefined },
    { ...ada, asOf: 1 },
  ])('is not %j', (body) => {
    expect(answerOf(body)).toBeUndefined();
  });

  it.each([null, {}, [1], [['a']]])('holds no value like %j', (odd) => {
    expect(answerOf({ ...ada, attributes: { odd } })).toBeUndefined();
  });

  it('is a copy: what gave it may change', () => {
    const body = { ...ada, attributes: { tags: ['a'] } };
    const answer = answerOf(body);
    body.attributes.tags.push('b');
    expect(answer?.attributes['tags']).toEqual(['a']);
  });

  it('names nothing but attributes', async () => {
    const page = createPage();
    page.replies(
      () => new Response('{"known":true,"asOf":"x","stale":false,"attributes":{"__proto__":"p","a":"b"}}'),
    );
    const attributes = createDriftAttributes<Record<string, string>>({ baseUrl: '' }, page.world);
    await attributes.ready();
    expect(attributes.get('__proto__', 'x')).toBe('p');
    for (const name of ['constructor', 'toString', 'hasOwnProperty']) {
      expect(attributes.get(name, 'fallback')).toBe('fallback');
    }
    expect(({} as Record<string, unknown>)['p']).toBeUndefined();
  });

  it('is written nowhere but in memory', async () => {
    const page = createPage();
    page.replies(answers());
    const attributes = createDriftAttributes({ baseUrl: '' }, page.world);
    await attributes.ready();
    expect(() => {
      (attributes.all() as Record<string, unknown>)['first_name'] = 'Eve';
    }).toThrow(TypeError);
  });
});
