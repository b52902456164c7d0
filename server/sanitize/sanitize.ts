// What may leave? The answer, built up from what the grant lists; this file alone may mint one.

import type { Entry } from '../lookup/entry.ts';
import type { Found } from '../lookup/lookup.ts';
import type { Values } from '../lookup/ports.ts';
import type { AttributeRule } from '../policy/policy.ts';
import { type DropReason, fitValue, type PublicValue, type SieveEvents } from './values.ts';

declare const sanitized: unique symbol;

/** The body of an answer, as contract and clients know it. */
export type PublicBody = {
  /** False when Drift has no such contact, has several, or the session names none. */
  readonly known: boolean;
  /** By the names of the policy, in its order; without a prototype. */
  readonly attributes: Readonly<Record<string, PublicValue>>;
  /** ISO 8601: when Drift said so. */
  readonly asOf: string;
  readonly stale: boolean;
};

/** What may be sent to the session, and how it was found (for Cache-Status; not part of the body). */
export type PublicContact = {
  readonly body: PublicBody;
  readonly state: Found['state'];
  /** Why values were left out. */
  readonly dropped: readonly DropReason[];
  readonly [sanitized]: true;
};

export type Sanitize = (found: Found, attributes: readonly AttributeRule[]) => PublicContact;

export type Sanitizer = {
  /** Makes what may leave, and counts what was left out. */
  readonly sanitize: Sanitize;
  /** What was made before of the same entry by the same rules; nothing is counted. */
  madeBefore(found: Found, attributes: readonly AttributeRule[]): PublicContact | undefined;
  /** Counts what was left out of a contact, once it is used again. */
  countDropped(contact: PublicContact): void;
};

const nothing: Values = Object.freeze(Object.create(null));
/** One for all: it rests beside nearly every remembered answer. */
const noneDropped: readonly DropReason[] = Object.freeze([]);

const valuesOf = ({ entry }: Found): Values => (entry?.kind === 'contact' ? entry.values : nothing);

type Content = Pick<PublicContact, 'body' | 'dropped'>;

const fitAll = (values: Values, rules: readonly AttributeRule[]) => {
  const fitting: [string, PublicValue][] = [];
  const dropped: DropReason[] = [];
  for (const rule of rules) {
    if (!Object.hasOwn(values, rule.place.key)) continue;
    const fitted = fitValue(values[rule.place.key], rule);
    dropped.push(...fitted.dropped);
    if (fitted.value !== undefined) fitting.push([rule.name, fitted.value]);
  }
  // Made with a prototype and parted from it: V8 keeps that smaller than what never had one.
  const attributes: PublicBody['attributes'] = Object.setPrototypeOf(Object.fromEntries(fitting), null);
  return { attributes, dropped: dropped.length === 0 ? noneDropped : dropped };
};

/** The exit sieve: picks what the rules name, each value fitted to its type; the absent is left out in silence. */
const contentOf = (found: Found, rules: readonly AttributeRule[]): Content => {
  const { attributes, dropped } = fitAll(valuesOf(found), rules);
  const known = found.entry?.kind === 'contact';
  const asOf = new Date(found.asOf).toISOString();
  return { body: { known, attributes, asOf, stale: found.state === 'stale' }, dropped };
};

const asContact = (content: Content, state: Found['state']): PublicContact =>
  ({ ...content, state }) as PublicContact;

/** By rules, then by entry; both are never written to, and what was made of them goes when one of them goes. */
type Made = WeakMap<readonly AttributeRule[], WeakMap<Entry, PublicContact>>;

const entriesMadeBy = (made: Made, rules: readonly AttributeRule[]): WeakMap<Entry, PublicContact> => {
  const entries = made.get(rules) ?? new WeakMap<Entry, PublicContact>();
  made.set(rules, entries);
  return entries;
};

export const createSanitizer = ({ dropped }: SieveEvents): Sanitizer => {
  const made: Made = new WeakMap();

  const madeBefore: Sanitizer['madeBefore'] = ({ entry }, rules) =>
    entry === undefined ? undefined : made.get(rules)?.get(entry);

  /** As long as it is not stale, one answer is like the other but for how it was found. */
  const make: Sanitize = (found, rules) => {
    const { entry, state } = found;
    if (entry === undefined || state === 'stale') return asContact(contentOf(found, rules), state);
    const hit = madeBefore(found, rules) ?? asContact(contentOf(found, rules), 'hit');
    entriesMadeBy(made, rules).set(entry, hit);
    return state === 'hit' ? hit : asContact(hit, state);
  };

  const countDropped = (contact: PublicContact): void => {
    for (const reason of contact.dropped) dropped(reason);
  };

  return {
    madeBefore,
    countDropped,
    sanitize(found, rules) {
      const contact = make(found, rules);
      countDropped(contact);
      return contact;
    },
  };
};
