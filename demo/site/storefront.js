// What does the site say to this visitor? What a company would write with the attributes it got, or with none.

const element = (id) => document.getElementById(id);

const plans = ['free', 'pro', 'enterprise'];

/** Text from outside, kept apart so that its direction cannot turn the sentence around it. */
const foreign = (text) => {
  const isolate = document.createElement('bdi');
  isolate.textContent = text;
  return isolate;
};

const headlineFor = ({ first_name: name }) =>
  name ? ['Good to see you, ', foreign(name), '.'] : ['Plants that turn up to work.'];

const leadFor = ({ first_name: name, company, plan }) => {
  if (company) return ['The plants at ', foreign(company), ' are in good leaf.'];
  if (plan) return ['Your plants are in good leaf.'];
  if (name) return ['Shall we find you a plant?'];
  return ['We bring living plants to your office and look after them, so that nobody has to remember.'];
};

const badgeFor = ({ job_title: title, city }) =>
  [title, city]
    .filter(Boolean)
    .flatMap((text, index) => (index === 0 ? [foreign(text)] : [' · ', foreign(text)]));

let shown = '{}';

/** Shows the attributes of a visitor; an empty object shows what everybody sees. */
export const showStorefront = (attributes) => {
  // What is shown already is not written again: a screen reader would read it out each time.
  if (JSON.stringify(attributes) === shown) return;
  shown = JSON.stringify(attributes);
  const plan = plans.includes(attributes.plan) ? attributes.plan : 'none';
  const badge = badgeFor(attributes);
  element('headline').replaceChildren(...headlineFor(attributes));
  element('lead').replaceChildren(...leadFor(attributes));
  element('badge').replaceChildren(...badge);
  element('badge').hidden = badge.length === 0;
  element('storefront').dataset.plan = plan;
  for (const offer of document.querySelectorAll('[data-for]')) offer.hidden = offer.dataset.for !== plan;
};
