// What does the compiler know of the hooks? The names and types of the audience, and no others.

import { expect, it } from '@jest/globals';
import { createElement } from 'react';
import type { DriftAttributes } from '../../../client/api.ts';
import {
  DriftAttributesProvider,
  type UseDriftAttribute,
  useDriftAttribute,
  useDriftAttributes,
} from '../../../client/react/drift-attributes-react.ts';

/** As `drift-attribute-proxy types` prints it. */
interface Browser {
  readonly plan?: 'free' | 'pro';
  readonly tags?: readonly string[];
}

const useVisitor: UseDriftAttribute<Browser> = useDriftAttribute;

/** Compiled, never rendered: each annotation and each expected error is an assertion. */
const Typed = (): null => {
  const { get, attributes } = useDriftAttributes<Browser>();
  const plan: 'free' | 'pro' | null = get('plan', null);
  const tags: readonly string[] = get('tags', []);
  const held: 'free' | 'pro' | undefined = attributes.plan;
  const one: 'free' | 'pro' = useVisitor('plan', 'free');
  const said = useDriftAttribute<'free' | 'pro'>('plan', 'free');
  const saidToo: 'free' | 'pro' = said;
  const anything: string | number | boolean | readonly string[] = useDriftAttribute('seats', 1);
  // @ts-expect-error the audience has no such attribute
  get('plam', null);
  // @ts-expect-error the audience has no such attribute
  useVisitor('plam', 'free');
  // @ts-expect-error a plan is no number
  const count: number = useVisitor('plan', 1);
  void [plan, tags, held, one, saidToo, anything, count];
  return null;
};

it('the provider takes any audience', () => {
  const provided = (value: DriftAttributes<Browser>, untyped: DriftAttributes) => [
    createElement(DriftAttributesProvider, { value }, createElement(Typed)),
    createElement(DriftAttributesProvider, { value: untyped }, createElement(Typed)),
  ];
  expect(provided).toBeInstanceOf(Function);
});
