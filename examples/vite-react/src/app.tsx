// What does the page say to this visitor? Each component names its fallback, and is rendered again only for what it reads.

import { useDriftAttributes } from 'drift-attribute-proxy/client/react';
import type { BrowserAttributes } from './attributes.ts';
import { useVisitor } from './visitor.ts';

const offers = {
  free: 'One small pot to begin with: the first month is on us.',
  pro: 'With Enterprise, a gardener comes every Tuesday.',
  enterprise: 'Your gardener comes on Tuesday.',
};

const Greeting = () => {
  const name = useVisitor('first_name', undefined);
  return <h1>{name === undefined ? 'Plants that turn up to work.' : `Good to see you, ${name}.`}</h1>;
};

const Offer = () => <p>{offers[useVisitor('plan', 'free')]}</p>;

/** Reads several attributes, so it takes them all at once. */
const Company = () => {
  const { get, known } = useDriftAttributes<BrowserAttributes>();
  if (!known) return <p>We bring living plants to your office and look after them.</p>;
  return (
    <p>
      The plants at {get('company', 'your company')} in {get('city', 'your city')} are in good leaf.
    </p>
  );
};

export const App = () => (
  <main>
    <Greeting />
    <Company />
    <Offer />
  </main>
);
