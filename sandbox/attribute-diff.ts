// What changed between two states of a contact? The `diff` of a contact_updated.

import { isDeepStrictEqual } from 'node:util';
import type { Attributes } from './contact.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';

/** One changed value; `null` stands for absent. */
export type AttributeChange = {
  /** `attributes.<key>` for a plain attribute, `<map>.<key>` inside one that is a map. */
  readonly name: string;
  readonly previous: Json;
  readonly updated: Json;
};

const namesOf = (one: JsonObject, other: JsonObject): string[] => [
  ...new Set([...Object.keys(one), ...Object.keys(other)]),
];

// A look-up by own key: an attribute may be called `__proto__` or `constructor`.
const ownValue = (object: JsonObject, name: string): Json =>
  Object.hasOwn(object, name) ? (object[name] ?? null) : null;

const changesUnder = (prefix: string, previous: JsonObject, updated: JsonObject): AttributeChange[] =>
  namesOf(previous, updated)
    .map((name) => ({
      name: `${prefix}.${name}`,
      previous: ownValue(previous, name),
      updated: ownValue(updated, name),
    }))
    .filter((change) => !isDeepStrictEqual(change.previous, change.updated));

/** A map is compared key by key, also when it appears for the first time. */
const changesWithin = (change: AttributeChange): AttributeChange[] => {
  const previous = change.previous ?? {};
  if (!isJsonObject(previous) || !isJsonObject(change.updated)) return [change];
  return changesUnder(change.name.slice('attributes.'.length), previous, change.updated);
};

/** Every difference, in the order of the attributes. Source: Drift's page on contact update subscriptions. */
export const diffAttributes = (previous: Attributes, updated: Attributes): AttributeChange[] =>
  changesUnder('attributes', previous, updated).flatMap(changesWithin);
