// What may leave? The answer, built up from what the grant lists; this file alone may mint one.

import type { Found } from '../lookup/lookup.ts';
import type { Values } from '../lookup/ports.ts';
import type { AttributeRule } from '../policy/policy.ts';
import { fitValue, type PublicValue, type SieveEvents } from './values.ts';

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
  readonly [sanitized]: true;
};

export type Sanitize = (found: Found, attributes: readonly AttributeRule[]) => PublicContact;

const nothing: Values = Object.freeze(Object.create(null));

const valuesOf = ({ entry }: Found): Values => (entry?.kind === 'contact' ? entry.values : nothing);

/** The exit sieve: picks what the rules name, each value fitted to its type; the absent is left out in silence. */
export const createSanitize = ({ dropped }: SieveEvents): Sanitize => {
  const attributesOf = (values: Values, rules: readonly AttributeRule[]): PublicBody['attributes'] => {
    const attributes: Record<string, PublicValue> = Object.create(null);
    for (const rule of rules) {
      if (!Object.hasOwn(values, rule.place.key)) continue;
      const fitted = fitValue(values[rule.place.key], rule);
      for (const reason of fitted.dropped) dropped(reason);
      if (fitted.value !== undefined) attributes[rule.name] = fitted.value;
    }
    return attributes;
  };

  return (found, rules) => {
    const body: PublicBody = {
      known: found.entry?.kind === 'contact',
      attributes: attributesOf(valuesOf(found), rules),
      asOf: new Date(found.asOf).toISOString(),
      stale: found.state === 'stale',
    };
    return { body, state: found.state } as PublicContact;
  };
};
