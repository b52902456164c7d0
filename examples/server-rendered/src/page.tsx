// What does the page say to this visitor? Rendered on the server with the first answer, in the browser with each one after it.

import type { DriftAttributes } from 'drift-attribute-proxy/client';
import {
  DriftAttributesProvider,
  type UseDriftAttribute,
  useDriftAttribute,
} from 'drift-attribute-proxy/client/react';
import type { BrowserAttributes } from './attributes.ts';

export type Visitor = DriftAttributes<BrowserAttributes>;

/** One attribute, with the names and types of our policy. */
const useVisitor: UseDriftAttribute<BrowserAttributes> = useDriftAttribute;

const offers = {
  free: 'One small pot to begin with: the first month is on us.',
  pro: 'With Enterprise, a gardener comes every Tuesday.',
  enterprise: 'Your gardener comes on Tuesday.',
};

const Greeting = () => {
  const name = useVisitor('first_name', undefined);
  return <h1>{name === undefined ? 'Plants that turn up to work.' : `Good to see you, ${name}.`}</h1>;
};

const Company = () => <p>How are the plants at {useVisitor('company', 'your company')}?</p>;

const Offer = () => <p>{offers[useVisitor('plan', 'free')]}</p>;

export const Page = ({ visitor }: { readonly visitor: Visitor }) => (
  <DriftAttributesProvider value={visitor}>
    <Greeting />
    <Company />
    <Offer />
  </DriftAttributesProvider>
);
