// What does an entry look like as text? JSON of one form; what has any other form is no entry.

import type { AbsentEntry, ContactEntry, Entry, Name } from '../../lookup/entry.ts';
import type { Scalar, Value, Values } from '../../lookup/ports.ts';
import { isName } from './names.ts';

/** Its age and whether it has expired are told by Redis. */
type Told = 'storedAt' | 'expired';
export type KeptEntry = Omit<ContactEntry, Told> | Omit<AbsentEntry, Told>;

export const entryText = (entry: Entry): string => {
  const { kind, asOf, jitter } = entry;
  if (entry.kind !== 'contact') return JSON.stringify({ kind, asOf, jitter, times: entry.times });
  const { names, places, values } = entry;
  return JSON.stringify({ kind, asOf, jitter, names, places: [...places], values: Object.entries(values) });
};

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** These and no others. */
const hasFields = (value: Fields, ...names: readonly string[]): boolean =>
  Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name));

const isMoment = (value: unknown): value is number => Number.isFinite(value) && Number(value) >= 0;
const isJitter = (value: unknown): value is number =>
  typeof value === 'number' && value >= 0.9 && value <= 1.1;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 1;
const isAbsence = (value: unknown): value is AbsentEntry['kind'] =>
  value === 'unknown' || value === 'ambiguous';

const isListOf = <Element>(
  value: unknown,
  isElement: (element: unknown) => element is Element,
): value is readonly Element[] => Array.isArray(value) && value.every(isElement);

/** The one by id first, and no other of that kind. */
const isNamesOfOne = (value: unknown): value is readonly [Name, ...Name[]] =>
  isListOf(value, isName) &&
  value.length > 0 &&
  value.every((name, at) => name.startsWith('id:') === (at === 0));

const neverAKey: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
const isKey = (value: unknown): value is string => typeof value === 'string' && !neverAKey.has(value);

const isScalar = (value: unknown): value is Scalar =>
  typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value);
const isValue = (value: unknown): value is Value => isScalar(value) || isListOf(value, isScalar);
const isKeyed = (value: unknown): value is readonly [string, Value] =>
  Array.isArray(value) && value.length === 2 && isKey(value[0]) && isValue(value[1]);

/** Made with a prototype and parted from it, as the entry sieve does: both are then of one form to V8. */
const valuesOf = (keyed: readonly (readonly [string, Value])[]): Values =>
  Object.setPrototypeOf(Object.fromEntries(keyed), null);

const readContact = (fields: Fields): KeptEntry | undefined => {
  const { asOf, jitter, names, places, values } = fields;
  if (!hasFields(fields, 'kind', 'asOf', 'jitter', 'names', 'places', 'values')) return undefined;
  if (!isMoment(asOf) || !isJitter(jitter) || !isNamesOfOne(names)) return undefined;
  if (!isListOf(places, isKey) || !isListOf(values, isKeyed)) return undefined;
  return { kind: 'contact', asOf, jitter, names, places: new Set(places), values: valuesOf(values) };
};

const readAbsence = (fields: Fields): KeptEntry | undefined => {
  const { kind, asOf, jitter, times } = fields;
  if (!hasFields(fields, 'kind', 'asOf', 'jitter', 'times')) return undefined;
  if (!isAbsence(kind) || !isMoment(asOf) || !isJitter(jitter) || !isCount(times)) return undefined;
  return { kind, asOf, jitter, times };
};

/** `value` is what the text was parsed to. */
export const readEntry = (value: unknown): KeptEntry | undefined => {
  if (!isFields(value)) return undefined;
  return value['kind'] === 'contact' ? readContact(value) : readAbsence(value);
};
