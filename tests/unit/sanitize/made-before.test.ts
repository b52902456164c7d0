// When is an answer that was made before the same answer again?

import { describe, expect, it } from '@jest/globals';
import type { Entry } from '../../../server/lookup/entry.ts';
import type { Found } from '../../../server/lookup/lookup.ts';
import { createSanitizer } from '../../../server/sanitize/sanitize.ts';
import { contactEntry } from '../../support/contacts.ts';
import { policyFrom, testPolicy } from '../../support/proxy.ts';

const { audiences, places } = policyFrom(testPolicy);
const rules = audiences[0]?.attributes ?? [];
const otherRules = audiences[1]?.attributes ?? [];
const keyOf = (name: string): string => rules.find((rule) => rule.name === name)?.place.key ?? '';

const entry = contactEntry(['id:1'], { [keyOf('first_name')]: 'Ada', [keyOf('plan')]: 'none of ours' });
const found = (state: Found['state'], of: Entry = entry): Found => ({ entry: of, state, asOf: of.asOf });

const start = () => {
  const dropped: string[] = [];
  return { dropped, ...createSanitizer({ dropped: (reason) => dropped.push(reason) }) };
};

describe('what was made of an entry', () => {
  it('is at hand for the same entry and the same rules, and says that it is a hit', () => {
    const { sanitize, madeBefore } = start();
    const first = sanitize(found('miss'), rules);
    const again = madeBefore(found('hit'), rules);
    expect(again?.body).toBe(first.body);
    expect(again?.state).toBe('hit');
  });

  it('is not at hand for another entry, however alike, nor by other rules', () => {
    const { sanitize, madeBefore } = start();
    sanitize(found('hit'), rules);
    expect(madeBefore(found('hit', { ...entry }), rules)).toBeUndefined();
    expect(madeBefore(found('hit'), otherRules)).toBeUndefined();
    expect(madeBefore(found('hit'), [...rules])).toBeUndefined();
  });

  it('is not at hand when it was stale', () => {
    const { sanitize, madeBefore } = start();
    sanitize(found('stale'), rules);
    expect(madeBefore(found('hit'), rules)).toBeUndefined();
  });

  it('lets a stale answer say that it is stale', () => {
    const { sanitize } = start();
    sanitize(found('hit'), rules);
    expect(sanitize(found('stale'), rules).body.stale).toBe(true);
  });

  it('counts what was left out each time it is used, and not when it is looked at', () => {
    const { sanitize, madeBefore, countDropped, dropped } = start();
    sanitize(found('miss'), rules);
    expect(dropped).toEqual(['not_in_enum']);
    const again = madeBefore(found('hit'), rules);
    expect(dropped).toEqual(['not_in_enum']);
    if (again !== undefined) countDropped(again);
    expect(dropped).toEqual(['not_in_enum', 'not_in_enum']);
  });
});

it('the policy of this test has places', () => {
  expect(places.length).toBeGreaterThan(0);
});
