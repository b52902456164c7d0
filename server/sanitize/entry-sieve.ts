// What of a Drift contact may rest in a cache? What the policy reads somewhere, and nothing else.

import type { EntrySieve, Scalar, Value } from '../lookup/ports.ts';
import type { Place } from '../policy/policy.ts';
import { createJsonReader } from './json-text.ts';
import { own } from './own.ts';

type Read = (value: unknown) => unknown;

/** One more than may leave, so that the exit can see that a list was too long. */
const maxElements = 101;

const asItIs: Read = (value) => value;

/** The key of each object in a list; elements that are text already stay (Drift's `tags` come both ways). */
const createPickEach =
  (key: string): Read =>
  (value) =>
    Array.isArray(value)
      ? value.map((element: unknown) => (typeof element === 'string' ? element : own(element, key)))
      : undefined;

/** Integers beyond 2^53 come as bigint and fit no type; NaN and Infinity are no JSON. */
const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);

const restingValue = (value: unknown): Value | undefined => {
  if (isScalar(value)) return value;
  return Array.isArray(value) ? value.filter(isScalar).slice(0, maxElements) : undefined;
};

const createReadPlace = ({ from, json, each }: Place): ((attributes: unknown) => Value | undefined) => {
  const readJson = json === undefined ? asItIs : createJsonReader(json);
  const pickEach = each === undefined ? asItIs : createPickEach(each);
  return (attributes) => restingValue(pickEach(readJson(from.reduce(own, attributes))));
};

/**
 * Builds entries up from the places of the policy, never by copying and striking out. Values are untyped:
 * types, enums and lengths apply at the exit, so that a change of the policy needs no new answer of Drift.
 */
export const createEntrySieve = (places: readonly Place[]): EntrySieve => {
  const readers = places.map((place) => ({ key: place.key, read: createReadPlace(place) }));
  return {
    places: new Set(places.map(({ key }) => key)),
    pick: (attributes) => {
      const values: Record<string, Value> = Object.create(null);
      for (const { key, read } of readers) {
        const value = read(attributes);
        if (value !== undefined) values[key] = value;
      }
      return values;
    },
  };
};
