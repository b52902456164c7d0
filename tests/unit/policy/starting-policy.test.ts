// Is the policy that we ship a good one to start with?

import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { policyOf } from './policy-of.ts';

const text = readFileSync(new URL('../../../config/policy.yaml', import.meta.url), 'utf8');
const { audiences } = policyOf(text);

it('it has browsers, and a support team that needs a scope', () => {
  expect(audiences.map(({ name, requires, contacts }) => ({ name, requires, contacts }))).toEqual([
    { name: 'browser', requires: {}, contacts: 'own' },
    { name: 'support', requires: { scope: 'contacts:read' }, contacts: 'any' },
  ]);
});

it('browsers see nothing of e-mail, phone, address, page history or internal fields', () => {
  const paths = audiences[0]?.attributes.map(({ place }) => place.from.join('.')) ?? [];
  expect(paths).not.toHaveLength(0);
  expect(paths.filter((path) => /mail|phone|(^|_)ip$|_url|referer|^_|externalId/i.test(path))).toEqual([]);
});

it('every text has a length, and what browsers see has a description', () => {
  expect(text.match(/type: string\n(?! +(maxLength|enum):)/g)).toBeNull();
  expect(audiences[0]?.attributes.filter(({ description }) => description === undefined)).toEqual([]);
});

it('editors find the schema', () => {
  expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./policy.schema.json');
});
