// What does the JSON Schema of the policy file tell an editor?

import { expect, it } from '@jest/globals';
import { attributeTypes } from '../../../server/policy/policy.ts';
import { policyJsonSchema } from '../../../server/policy/policy-schema.ts';

/** Lists too are looked into by key. */
type Node = { readonly [key: string]: Node };

const schema: Node = JSON.parse(JSON.stringify(policyJsonSchema()));
const audience = schema['properties']?.['audiences']?.['additionalProperties'];
const types = Object.values(
  audience?.['properties']?.['attributes']?.['additionalProperties']?.['oneOf'] ?? {},
);

it('is draft 2020-12, with a title', () => {
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Policy of drift-attribute-proxy',
  });
});

it('requires version and audiences, and refuses unknown keys everywhere', () => {
  expect(schema).toMatchObject({ required: ['version', 'audiences'], additionalProperties: false });
  expect(audience).toMatchObject({ additionalProperties: false });
  expect(types.every((type) => Object.is(type['additionalProperties'], false))).toBe(true);
});

it('leaves out of the required keys what has a default', () => {
  expect(audience?.['required']).toBeUndefined();
});

it('knows every type of attribute', () => {
  expect(types.map((type) => type['properties']?.['type']?.['const'])).toEqual([...attributeTypes]);
});

it('describes every setting of an audience and of an attribute', () => {
  const settings = [audience, ...types].flatMap((node) => Object.entries(node?.['properties'] ?? {}));
  const silent = settings.filter(([name, node]) => name !== 'type' && node['description'] === undefined);
  expect(silent.map(([name]) => name)).toEqual([]);
});
