// What do the tests of the React part render? One component for each way to read, counting how often each is rendered.

import { createElement, type ReactElement } from 'react';
import {
  DriftAttributesProvider,
  useDriftAttribute,
  useDriftAttributes,
} from '../../../client/react/drift-attributes-react.ts';
import type { StoreInHand } from './store-in-hand.ts';

export type Renders = Record<'everything' | 'plan' | 'tags', number>;

const nobody: readonly string[] = ['nobody'];

/** An application of its own each time, with counts of its own. */
export const createVisitorApp = (
  value: Pick<StoreInHand, 'subscribe' | 'getSnapshot' | 'getServerSnapshot'>,
) => {
  const renders: Renders = { everything: 0, plan: 0, tags: 0 };
  /** Each list that was handed to a component. */
  const lists: (readonly string[])[] = [];

  const Everything = (): ReactElement => {
    renders.everything += 1;
    const { get, known, status } = useDriftAttributes();
    return createElement(
      'p',
      { id: 'everything', title: String(get('company', 'no company')) },
      `${get('first_name', 'you')} ${known} ${status}`,
    );
  };
  const Plan = (): ReactElement => {
    renders.plan += 1;
    return createElement('p', { id: 'plan' }, useDriftAttribute<string>('plan', 'free'));
  };
  const Tags = (): ReactElement => {
    renders.tags += 1;
    const tags = useDriftAttribute('tags', nobody) as readonly string[];
    lists.push(tags);
    return createElement('p', { id: 'tags' }, tags.join());
  };
  const Inherited = (): ReactElement =>
    createElement(
      'p',
      { id: 'inherited' },
      `${useDriftAttribute('constructor', 'none')} ${useDriftAttributes().get('toString', 'none')}`,
    );

  /** New elements each time, so that every component is rendered again. */
  const app = (): ReactElement =>
    createElement(
      DriftAttributesProvider,
      { value },
      [Everything, Plan, Tags, Inherited].map((part) => createElement(part, { key: part.name })),
    );
  return {
    renders,
    lists,
    app,
    outside: { everything: createElement(Everything), one: createElement(Plan) },
  };
};
