// How does a page that was rendered on the server go on? From the answer that came with it, without asking again.

import { savePlan } from './ask.js';

const { createDriftAttributes, personalize } = globalThis.DriftAttributes;

/** There for whoever is signed in. */
const plans = document.getElementById('plans');

personalize(
  createDriftAttributes({
    baseUrl: '',
    live: true,
    // Null when the back end got no answer in time: then the page asks.
    bootstrap: JSON.parse(document.getElementById('drift-attributes').textContent),
    hasSession: () => plans !== null,
  }),
);

plans?.addEventListener('click', ({ target }) => {
  if (target instanceof HTMLButtonElement) savePlan(target.value);
});
