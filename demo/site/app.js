// What happens when a visitor is chosen? Sign in, ask the proxy, and show both what came and where it came from.

import { askAttributes, askHoldings, askVisitors, savePlan, signIn, signOut } from './ask.js';
import { showAnswer, showHoldings, showNobody, showProgress } from './inspector.js';
import { showStorefront } from './storefront.js';

const element = (id) => document.getElementById(id);

const nobody = { id: null, name: 'Nobody' };

let visitor = nobody;

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

/** Shows what the browser gets, and gives the attributes. */
const ask = async () => {
  const answer = await askAttributes();
  const attributes = answer.ok ? answer.body.attributes : {};
  showStorefront(attributes);
  showAnswer(answer);
  return attributes;
};

const show = async () => {
  showVisitor();
  if (visitor === nobody) {
    showStorefront({});
    showNobody();
    return;
  }
  showHoldings(await askHoldings(visitor.id));
  await ask();
};

const visit = async (next) => {
  await (next === nobody ? signOut() : signIn(next.id));
  visitor = next;
  await show();
};

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Drift tells the proxy of the change, whose copy is then renewed by the next request; any click ends the wait. */
const awaitPlan = async (plan) => {
  const [begun, patience, mine] = [performance.now(), 15_000, turn];
  showProgress('Saved in Drift, which tells the proxy. Asking again …');
  while (turn === mine && performance.now() - begun < patience) {
    if ((await ask()).plan === plan) {
      const seconds = ((performance.now() - begun) / 1000).toFixed(1);
      return showProgress(`The change arrived on the page after ${seconds} s.`);
    }
    await pause(700);
  }
  if (turn === mine) showProgress('The change has not arrived. Does the policy let this plan through?');
};

const edit = async (plan) => {
  await savePlan(plan);
  showHoldings(await askHoldings(visitor.id));
  await awaitPlan(plan);
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
  await show();
};

element('ask-again').addEventListener('click', () => enqueue(ask));
element('edit').addEventListener('submit', (event) => {
  event.preventDefault();
  const plan = element('plan').value;
  enqueue(() => edit(plan));
});
enqueue(begin);
