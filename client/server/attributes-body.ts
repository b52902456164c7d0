// Is this an answer of the proxy? Said of its shape, because it is going to be trusted with a page.

import type { AttributesBody } from '../../server/http/contract.ts';

const isText = (value: unknown): boolean => typeof value === 'string';

const isValue = (value: unknown): boolean =>
  Array.isArray(value) ? value.every(isText) : ['string', 'number', 'boolean'].includes(typeof value);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const isAttributesBody = (given: unknown): given is AttributesBody =>
  isObject(given) &&
  typeof given['known'] === 'boolean' &&
  typeof given['stale'] === 'boolean' &&
  isText(given['asOf']) &&
  isObject(given['attributes']) &&
  Object.values(given['attributes']).every(isValue);
