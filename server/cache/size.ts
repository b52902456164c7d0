// How much memory does an entry take? An estimate, deliberately on the high side, in bytes.

import type { ContactEntry } from '../lookup/entry.ts';
import type { Value, Values } from '../lookup/ports.ts';

/** Object headers, map slots and list nodes of one entry and of each of its names, as V8 lays them out. */
const perEntry = 400;
/** The same of the answer that is made of an entry and kept beside it; that of nobody holds no attributes. */
const perAnswer = 700;
const perAnswerOfNobody = 300;
const perName = 200;
const perValue = 32;

const sizeOfValue = (value: Value): number => {
  if (typeof value === 'string') return perValue + 2 * value.length;
  if (typeof value !== 'object') return perValue;
  return value.reduce<number>((sum, element) => sum + sizeOfValue(element), perValue);
};

const sizeOfValues = (values: Values): number =>
  Object.values(values).reduce<number>((sum, value) => sum + sizeOfValue(value), 0);

export const sizeOfContact = ({ names, values }: ContactEntry): number =>
  perEntry + perAnswer + perName * names.length + sizeOfValues(values);

/** An entry that says only that nobody, or more than one, is known. */
export const sizeOfAbsence = perEntry + perAnswerOfNobody + perName;
