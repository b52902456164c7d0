// What did the page say by itself? Kept while a value stands there, and put back when there is none.

import { inside } from './bindings.ts';

/** What the page had, and the text that stands there instead. */
type Place = readonly [nodes: readonly ChildNode[], attribute: string | null, shown: string];

/** Of the elements, not of one caller: who comes second must not take the first one's text for the page's own. */
const known = new WeakMap<Element, Map<string, Place>>();

const writeAttribute = (element: Element, name: string, text: string | null): void =>
  text === null ? element.removeAttribute(name) : element.setAttribute(name, text);

const writeInside = (element: HTMLElement | SVGElement, text: string, nodes: readonly ChildNode[]): void => {
  element.textContent = text;
  if (text === '') element.append(...nodes);
  // Text from outside must not turn the direction of the words around it.
  element.style.unicodeBidi = 'isolate';
};

/** Writes `text` as nothing but text, inside the element or into an attribute; an empty one brings the page's own back. */
export const show = (element: HTMLElement | SVGElement, place: string, text: string): void => {
  const places: Map<string, Place> = known.get(element) ?? new Map();
  const [nodes, attribute, shown] = places.get(place) ?? [
    [...element.childNodes],
    element.getAttribute(place),
    '',
  ];
  if (text === shown) return;
  known.set(element, places.set(place, [nodes, attribute, text]));
  if (place === inside) writeInside(element, text, nodes);
  else writeAttribute(element, place, text || attribute);
};
