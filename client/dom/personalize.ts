// Which words of the page are the visitor's? Elements say so in data attributes; here they are filled, and kept up to date.

import type { DriftAttributes } from '../api.ts';
import { bindingsOf, isMet, safeText, textOf, type Values } from './bindings.ts';
import { show } from './fallback.ts';

/** What is needed of `DriftAttributes`, whatever its attributes are called. */
export type Followed = Pick<DriftAttributes<object>, 'subscribe' | 'getSnapshot'>;

type Bindable = HTMLElement | SVGElement;

const bound = '[data-drift-text],[data-drift-attr],[data-drift-if],[data-drift-hide]';

const isBindable = (node: Node): node is Bindable => 'dataset' in node;

/** The node itself and what is bound inside it. */
const bindablesOf = (node: Node & Partial<ParentNode>): Bindable[] =>
  [node, ...(node.querySelectorAll?.(bound) ?? [])].filter(isBindable);

const fill = (element: Bindable, values: Values): void => {
  const { driftText, driftAttr, driftIf } = element.dataset;
  for (const [place = '', name = ''] of bindingsOf(driftText, driftAttr)) {
    show(element, place, safeText(element.localName, place, textOf(values[name])));
  }
  if (driftIf) element.toggleAttribute('hidden', !isMet(driftIf, values));
  delete element.dataset['driftHide'];
};

/**
 * Fills the elements inside `root` that ask for it, and begins to ask for the attributes:
 * - `data-drift-text="first_name"`: the value as text, in place of what stands there
 * - `data-drift-attr="href:plan_url, title:company"`: as attributes; addresses (`href` of `a`, `src` of `img`) only when whole and `https:`
 * - `data-drift-if="plan=enterprise"` (`plan!=…`, `plan`, `!plan`): `hidden` while it is not met
 * - `data-drift-hide`: no longer hidden (anti-flicker.css)
 *
 * Without a value the page's own words stay, or come back. Nothing is touched while the first answer is awaited. Elements
 * that are added later are filled too. Calling it again is harmless. Gives what ends it; the page is then left as it is.
 */
export const personalize = (attributes: Followed, root: Node & ParentNode = document): (() => void) => {
  /** Undefined until the first answer, or the news that there will be none. */
  let values: Values | undefined;

  const fillIn = (node: Node): void => {
    // While the page is being parsed, an element may not have all of its own words yet.
    if (!values || document.readyState === 'loading') return;
    for (const element of bindablesOf(node)) fill(element, values);
  };
  const update = (leaving?: Event): void => {
    const { status, attributes: known } = attributes.getSnapshot();
    if (values || leaving || status !== 'pending') values = known as Values;
    fillIn(root);
  };

  const observer = new MutationObserver((records) => {
    for (const record of records) record.addedNodes.forEach(fillIn);
  });
  observer.observe(root, { childList: true, subtree: true });
  const listening = new AbortController();
  addEventListener('DOMContentLoaded', () => fillIn(root), listening);
  // A page that is left must not be found hidden on the way back.
  addEventListener('pagehide', update, listening);
  const unsubscribe = attributes.subscribe(update);
  update();
  return () => {
    unsubscribe();
    listening.abort();
    observer.disconnect();
  };
};
