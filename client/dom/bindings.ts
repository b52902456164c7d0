// What does a binding in the page ask for, and what may be put there? Decided on texts alone, without a page.

import type { AnyAttributes, AttributeValue } from '../api.ts';

/** What is known of the visitor. */
export type Values = Readonly<Partial<AnyAttributes>>;

/** The value as a reader sees it, lists with commas; empty when there is nothing to show. */
export const textOf = (value: AttributeValue | undefined): string => [value].flat().join(', ');

/**
 * Whether `data-drift-if` is met: `plan` (there, and neither empty, 0 nor false), `!plan`, `plan=pro`, `plan!=pro`. A list
 * equals each text in it.
 */
export const isMet = (condition: string, values: Values): boolean => {
  const [left = '', wanted] = condition.split(/=(.*)/s);
  const value = values[left.replace('!', '').trim()];
  const met = [value].flat().some((one) => (wanted === undefined ? one : `${one}` === wanted.trim()));
  return met !== left.includes('!');
};

/** The place in an element that is no attribute. */
export const inside = '#text';

/** Which value stands where: of `first_name` and `href:plan_url, title:company`, as `[place, name]`. */
export const bindingsOf = (text = '', attributes = ''): string[][] =>
  `${inside}:${text},${attributes}`.split(',').map((pair) => pair.split(':').map((part) => part.trim()));

/** Places where text is text. What stands inside the elements excepted is read as something else, now or when written out. */
const heldByText = /^(?!((no)?script|style|iframe) )\S+ (#text|alt|title|value|placeholder|aria-label)$/;
const heldByAddress = /^(a href|img src)$/;
/** Nothing but a host's own letters up to where every browser sees it end: no other scheme in disguise, no `user@` before it. */
const wholeAddress = /^https:\/\/[\w.:-]+([/?#]|$)/i;

/**
 * What may stand in this place of this element; empty when nothing may. Any other attribute can run, load, style or send.
 * U+2069 is taken out: it would end the isolation of the text (see fallback.ts) and let it turn the words around it.
 */
export const safeText = (element: string, place: string, text: string): string => {
  const held = `${element} ${place}`;
  const safe = heldByText.test(held) || (heldByAddress.test(held) && wholeAddress.test(text));
  return safe ? text.replace(/\u2069/g, '') : '';
};
