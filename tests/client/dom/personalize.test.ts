// May any page's attributes be shown, whatever types they have, and does a server that imports the module come to harm?

import { expect, it } from '@jest/globals';
import type { DriftAttributes } from '../../../client/api.ts';
import { personalize } from '../../../client/dom/personalize.ts';

interface Browser {
  readonly plan?: 'free' | 'pro';
  readonly tags?: readonly string[];
}

it('takes attributes of any types, as the policy prints them', () => {
  const show = (attributes: DriftAttributes<Browser>, all: DriftAttributes) => [
    personalize(attributes),
    personalize(all),
  ];
  expect(show).toBeInstanceOf(Function);
});

it('is imported where there is no page, and does nothing by that', () => {
  expect(personalize).toBeInstanceOf(Function);
});
