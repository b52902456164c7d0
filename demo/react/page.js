// How does a React app greet its visitor? One provider, and a hook in each component that says something personal.

import { createDriftAttributes } from 'drift-attribute-proxy/client';
import { DriftAttributesProvider, useDriftAttributes } from 'drift-attribute-proxy/client/react';
import { createElement as h } from 'react';
import { createRoot } from 'react-dom/client';
import { askVisitors, savePlan } from '../site/ask.js';

const { signedIn } = await askVisitors();

const attributes = createDriftAttributes({
  baseUrl: '',
  live: true,
  hasSession: () => signedIn !== null,
});

const Greeting = () => {
  const { get } = useDriftAttributes();
  const name = get('first_name', null);
  const company = get('company', null);
  return h(
    'div',
    { className: 'hero', 'aria-live': 'polite' },
    h(
      'h1',
      null,
      name ? ['Good to see you, ', h('bdi', { key: 'name' }, name), '.'] : 'Plants that turn up to work.',
    ),
    h(
      'p',
      { className: 'lead' },
      company
        ? ['The plants at ', h('bdi', { key: 'company' }, company), ' are in good leaf.']
        : 'We bring living plants to your office and look after them.',
    ),
  );
};

const Plan = () => {
  const { status, get } = useDriftAttributes();
  if (status === 'unauthenticated') {
    return h(
      'p',
      { className: 'way-sign-in' },
      h('a', { href: '/' }, 'Sign in on the first page'),
      ' to see it change.',
    );
  }
  return h(
    'fieldset',
    { className: 'way-plans' },
    h(
      'legend',
      null,
      'Your plan in Drift: ',
      h('strong', { id: 'plan' }, get('plan', 'none')),
      '. Change it to',
    ),
    ['free', 'pro', 'enterprise'].map((plan) =>
      h('button', { key: plan, type: 'button', className: 'action', onClick: () => savePlan(plan) }, plan),
    ),
  );
};

createRoot(document.getElementById('page')).render(
  h(DriftAttributesProvider, { value: attributes }, h(Greeting), h(Plan)),
);
