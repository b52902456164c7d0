// What leaves of what was found?

import { describe, expect, it } from '@jest/globals';
import type { ContactEntry } from '../../../server/lookup/entry.ts';
import type { Found } from '../../../server/lookup/lookup.ts';
import type { Values } from '../../../server/lookup/ports.ts';
import { createPlace } from '../../../server/policy/place.ts';
import type { AttributeRule } from '../../../server/policy/policy.ts';
import { createSanitizer } from '../../../server/sanitize/sanitize.ts';

const asOf = Date.UTC(2026, 10, 22, 10);

const contactWith = (values: Values): ContactEntry => ({
  kind: 'contact',
  names: ['id:1'],
  values,
  places: new Set(Object.keys(values)),
  asOf,
  storedAt: 0,
  jitter: 1,
  expired: false,
});

const absent = (kind: 'unknown' | 'ambiguous') =>
  ({ kind, times: 1, asOf, storedAt: 0, jitter: 1, expired: false }) as const;

const rule = (name: string, settings: Partial<AttributeRule> = {}): AttributeRule => ({
  name,
  type: 'string',
  place: createPlace({ from: [name], json: undefined, each: undefined }),
  maxLength: 1024,
  enum: undefined,
  description: undefined,
  ...settings,
});

const keyOf = (name: string): string => rule(name).place.key;

const sanitized = (found: Partial<Found>, rules: readonly AttributeRule[] = []) => {
  const reasons: string[] = [];
  const { sanitize } = createSanitizer({ dropped: (reason) => reasons.push(reason) });
  const contact = sanitize({ entry: undefined, state: 'hit', asOf, ...found }, rules);
  return { ...contact, reasons };
};

describe('attributes', () => {
  const entry = contactWith({ [keyOf('plan')]: 'pro', [keyOf('email')]: 'canary', [keyOf('age')]: 'old' });

  it('are those of the rules, under their names and in their order', () => {
    const { body } = sanitized({ entry }, [rule('tier', { place: rule('plan').place }), rule('plan')]);
    expect(JSON.stringify(body)).toBe(
      '{"known":true,"attributes":{"tier":"pro","plan":"pro"},"asOf":"2026-11-22T10:00:00.000Z","stale":false}',
    );
  });

  it('that Drift lacks are left out and not counted', () => {
    const { body, reasons } = sanitized({ entry }, [rule('city')]);
    expect(body.attributes).toEqual({});
    expect(reasons).toEqual([]);
  });

  it('that do not fit are left out and counted by reason', () => {
    const { body, reasons } = sanitized({ entry }, [
      rule('age', { type: 'number' }),
      rule('plan', { maxLength: 2 }),
    ]);
    expect(body.attributes).toEqual({});
    expect(reasons).toEqual(['wrong_type', 'too_long']);
  });

  it('that are lists leave with what fits', () => {
    const list = contactWith({ [keyOf('tags')]: ['a', 5, 'b'] });
    const { body, reasons } = sanitized({ entry: list }, [rule('tags', { type: 'list' })]);
    expect(body.attributes).toEqual({ tags: ['a', 'b'] });
    expect(reasons).toEqual(['wrong_type']);
  });

  it('have no prototype', () => {
    expect(Object.getPrototypeOf(sanitized({ entry }).body.attributes)).toBeNull();
  });

  it('are not taken from the prototype of an entry', () => {
    const inherited = contactWith(Object.create({ [keyOf('plan')]: 'canary' }));
    expect(sanitized({ entry: inherited }, [rule('plan')]).body.attributes).toEqual({});
  });
});

describe('known', () => {
  it('is true for a contact, even without attributes', () => {
    expect(sanitized({ entry: contactWith({}) }).body).toMatchObject({ known: true, attributes: {} });
  });

  it.each([
    ['an unknown contact', { entry: absent('unknown') }],
    ['an ambiguous contact', { entry: absent('ambiguous') }],
    ['a session that names none', { entry: undefined, state: 'none' as const }],
  ])('is false, and nothing is shown, for %s', (_, found) => {
    expect(sanitized(found, [rule('plan')]).body).toMatchObject({ known: false, attributes: {} });
  });
});

describe('how it was found', () => {
  it.each([
    ['hit', false],
    ['stale', true],
    ['miss', false],
    ['none', false],
  ] as const)('%s is told beside the body, where stale is %s', (state, stale) => {
    const contact = sanitized({ entry: contactWith({}), state });
    expect(contact.state).toBe(state);
    expect(contact.body.stale).toBe(stale);
  });

  it('the body holds nothing but known, attributes, asOf and stale', () => {
    expect(Object.keys(sanitized({ entry: contactWith({}) }).body)).toEqual([
      'known',
      'attributes',
      'asOf',
      'stale',
    ]);
  });
});
