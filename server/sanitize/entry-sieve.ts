// What of a Drift contact may rest in a cache? What the policy reads somewhere, and nothing else.

import type { EntrySieve, Scalar, Value } from '../lookup/ports.ts';
import type { Place } from '../policy/policy.ts';
import { createJsonReader } from './json-text.ts';
import { isAbsent, isRecord, own } from './own.ts';
import type { DropReason, SieveEvents } from './values.ts';

type Read = (value: unknown) => unknown;

/** One more than may leave, so that the exit can see that a list was too long. */
const maxElements = 101;

const asItIs: Read = (value) => value;

/** The key of each object in a list; elements that are text already stay (Drift's `tags` come both ways). */
const createPickEach = (key: string, { dropped }: SieveEvents): Read => {
  const pick: Read = (element) => {
    if (typeof element === 'string' || isAbsent(element)) return element;
    if (!isRecord(element)) dropped('wrong_type');
    return own(element, key);
  };
  return (value) => {
    if (Array.isArray(value)) return value.map(pick);
    if (!isAbsent(value)) dropped('wrong_type');
    return undefined;
  };
};

/** Integers beyond 2^53 come as bigint and fit no type; NaN and Infinity are no JSON. */
const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

/** Why what is no scalar fits no type: the words that the exit would use. */
const whyNot = (value: unknown): DropReason => {
  if (typeof value === 'bigint') return 'out_of_range';
  return typeof value === 'number' ? 'malformed' : 'wrong_type';
};

const createRest = ({ dropped }: SieveEvents): ((value: unknown) => Value | undefined) => {
  const mayRest = (value: unknown): value is Scalar => {
    if (isScalar(value)) return true;
    if (!isAbsent(value)) dropped(whyNot(value));
    return false;
  };
  return (value) => {
    if (Array.isArray(value)) return value.filter(mayRest).slice(0, maxElements);
    return mayRest(value) ? value : undefined;
  };
};

const createReadPlace = (
  { from, json, each }: Place,
  events: SieveEvents,
): ((attributes: unknown) => Value | undefined) => {
  const readJson = json === undefined ? asItIs : createJsonReader(json, events);
  const pickEach = each === undefined ? asItIs : createPickEach(each, events);
  const rest = createRest(events);
  return (attributes) => rest(pickEach(readJson(from.reduce(own, attributes))));
};

/**
 * Builds entries up from the places of the policy, never by copying and striking out. Values are untyped:
 * types, enums and lengths apply at the exit, so that a change of the policy needs no new answer of Drift.
 * What can fit no type is reported as dropped; the absent is left out in silence.
 */
export const createEntrySieve = (places: readonly Place[], events: SieveEvents): EntrySieve => {
  const readers = places.map((place) => ({ key: place.key, read: createReadPlace(place, events) }));
  return {
    places: new Set(places.map(({ key }) => key)),
    pick: (attributes) => {
      const found: [string, Value][] = [];
      for (const { key, read } of readers) {
        const value = read(attributes);
        if (value !== undefined) found.push([key, value]);
      }
      // Made with a prototype and parted from it: V8 keeps that smaller than what never had one.
      return Object.setPrototypeOf(Object.fromEntries(found), null);
    },
  };
};
