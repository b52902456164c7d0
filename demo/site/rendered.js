// How does a page that was rendered on the server go on? From the answer that came with it, without asking again.

import { savePlan } from './ask.js';

const { createDriftAttributes, personalize } = globalThis.DriftAttributes;

const bootstrap = JSON.parse(document.getElementById('drift-attributes').textContent);

if (bootstrap !== null) {
  personalize(createDriftAttributes({ baseUrl: '', live: true, bootstrap }));
}

document.getElementById('plans')?.addEventListener('click', ({ target }) => {
  if (target instanceof HTMLButtonElement) savePlan(target.value);
});
