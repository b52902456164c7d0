// What does a write want to set? The `attributes` of a JSON body, checked before any rule about contacts.

import { ApiError } from './api-error.ts';
import type { Attributes } from './contact.ts';
import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { tags as knownTags } from './seed-words.ts';

/** Deeper values would overflow the stack of whoever walks them later. */
const deepestNesting = 64;

const tagNames: ReadonlySet<Json> = new Set(knownTags.map(({ name }) => name));

/** The body as a JSON object. @throws ApiError with the given code when it is anything else */
export const readObject = (body: string, refusal: 'CONTACT-4' | 'bad_request'): JsonObject => {
  const value = parse(body);
  if (!isJsonObject(value)) throw new ApiError(refusal);
  return value;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/**
 * The attributes to write.
 * @throws ApiError CONTACT-4 when they are no object, CONTACT-8 when there are none, CONTACT-9 for an unknown tag,
 * CONTACT-5 for values no contact can hold
 */
export const readAttributes = (payload: JsonObject): Attributes => {
  const attributes = payload['attributes'] ?? {};
  if (!isJsonObject(attributes)) throw new ApiError('CONTACT-4');
  if (Object.keys(attributes).length === 0) throw new ApiError('CONTACT-8');
  if (!nestsWithin(deepestNesting, attributes)) throw new ApiError('CONTACT-5');
  if (!areKnownTags(attributes['tags'] ?? [])) throw new ApiError('CONTACT-9');
  return attributes;
};

const nestsWithin = (levels: number, value: Json): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (levels > 0 && Object.values(value).every((member) => nestsWithin(levels - 1, member)));

const areKnownTags = (value: Json): boolean =>
  Array.isArray(value) &&
  value.every((tag: Json) => tagNames.has(isJsonObject(tag) ? (tag['name'] ?? null) : tag));
