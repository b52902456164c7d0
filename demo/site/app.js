// What happens when a visitor is chosen? Sign in, let the library ask, and show both what came and where it came from.

import { askHoldings, askVisitors, fetchTelling, savePlan, signIn, signOut } from './ask.js';
import { showAnswer, showHoldings, showKnown, showNobody, showProgress } from './inspector.js';

// The script tag in the page has brought these.
const { createDriftAttributes, personalize } = globalThis.DriftAttributes;

const element = (id) => document.getElementById(id);

const nobody = { id: null, name: 'Nobody' };

let visitor = nobody;

/** All that a page needs. `fetch` is given only so that the panes can show how it went. */
const attributes = createDriftAttributes({
  baseUrl: '',
  live: true,
  hasSession: () => visitor !== nobody,
  fetch: fetchTelling(showAnswer),
});
personalize(attributes, element('storefront'));

/** One thing after the other, because the answers to two quick clicks must not cross. */
let queue = Promise.resolve();
let turn = 0;
const enqueue = (task) => {
  turn += 1;
  showProgress('');
  queue = queue.then(task).catch(() => showProgress('The demo does not answer. Is it still running?'));
};

const showVisitor = () => {
  element('about').textContent =
    visitor === nobody
      ? 'Nobody is signed in: the page shows what everybody sees.'
      : `${visitor.name}: ${visitor.about}.`;
  for (const button of element('visitors').children) {
    button.setAttribute('aria-pressed', String(button.dataset.visitor === String(visitor.id)));
  }
};

const show = async () => {
  showVisitor();
  if (visitor === nobody) return showNobody();
  showHoldings(await askHoldings(visitor.id));
  await attributes.refresh();
};

const visit = async (next) => {
  attributes.clear();
  await (next === nobody ? signOut() : signIn(next.id));
  visitor = next;
  await show();
};

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Resolves when the page has this plan, without having asked for it. */
const arrival = (plan) =>
  new Promise((resolve) => {
    const end = attributes.on('change', () => {
      if (attributes.get('plan') !== plan) return;
      end();
      resolve(true);
    });
  });

/** Any click ends the wait. */
const awaitPlan = async (arrived, begun) => {
  const [patience, mine] = [15_000, turn];
  const isThere = await Promise.race([arrived, pause(patience)]);
  if (turn !== mine) return;
  if (!isThere) return showProgress('The change has not arrived. Does the policy let this plan through?');
  const seconds = ((performance.now() - begun) / 1000).toFixed(2);
  showProgress(`The change arrived on the page by itself, after ${seconds}\u00a0s.`);
};

const edit = async (plan) => {
  if (attributes.get('plan') === plan) return showProgress('That is the plan already.');
  const begun = performance.now();
  const arrived = arrival(plan);
  showProgress('Saved in Drift, which tells the proxy …');
  await savePlan(plan);
  // Not awaited here, so that another click need not wait for it.
  awaitPlan(arrived, begun);
  showHoldings(await askHoldings(visitor.id));
};

const buttonFor = (choice) => {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = choice.name;
  button.dataset.visitor = String(choice.id);
  button.addEventListener('click', () => enqueue(() => visit(choice)));
  return button;
};

const begin = async () => {
  const { visitors, signedIn } = await askVisitors();
  element('visitors').replaceChildren(...[nobody, ...visitors].map(buttonFor));
  visitor = visitors.find(({ id }) => id === signedIn) ?? nobody;
  attributes.subscribe(() => showKnown(attributes.getSnapshot()));
  await show();
};

element('ask-again').addEventListener('click', () => enqueue(() => attributes.refresh()));
element('edit').addEventListener('submit', (event) => {
  event.preventDefault();
  const plan = element('plan').value;
  enqueue(() => edit(plan));
});
enqueue(begin);
