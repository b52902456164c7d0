// Does this value fit its type? One value, one type: what may leave, and why the rest may not.

import type { AttributeRule, AttributeType } from '../policy/policy.ts';
import { instantOf } from './instant.ts';

export type PublicValue = string | number | boolean | readonly string[];

/** Why a value, or an element of a list, was left out; the labels of drift_proxy_attributes_dropped_total. */
export type DropReason =
  | 'wrong_type'
  | 'malformed'
  | 'out_of_range'
  | 'not_in_enum'
  | 'too_long'
  | 'too_many';

/** What a sieve tells of its work. */
export type SieveEvents = {
  /** A value, or an element of a list, was left out because it does not fit. */
  dropped(reason: DropReason): void;
};

/** A list can lose some elements and still leave. */
export type Fitted = { readonly value?: PublicValue; readonly dropped: readonly DropReason[] };

type Limits = Pick<AttributeRule, 'maxLength' | 'enum'>;
type Single<V extends PublicValue> = { readonly value: V } | { readonly dropped: DropReason };

const maxElements = 100;

/** In code points; most texts need no counting, for a code point is one or two code units. */
const isLonger = (text: string, limit: number): boolean =>
  text.length > limit && (text.length > 2 * limit || [...text].length > limit);

/** Control characters (`Cc`) are stripped; a lone surrogate (`Cs`) is no Unicode, and no text is made of it. */
const fitString = (value: unknown, { maxLength, enum: choices }: Limits): Single<string> => {
  if (typeof value !== 'string') return { dropped: 'wrong_type' };
  const isPlain = /^[ -~]*$/.test(value); // as most are: neither can be in it
  if (!isPlain && /\p{Cs}/u.test(value)) return { dropped: 'malformed' };
  const text = isPlain ? value : value.replace(/\p{Cc}/gu, '');
  if (choices !== undefined && !choices.includes(text)) return { dropped: 'not_in_enum' };
  return isLonger(text, maxLength) ? { dropped: 'too_long' } : { value: text };
};

const fitNumber = (value: unknown): Single<number> => {
  if (typeof value !== 'number') return { dropped: 'wrong_type' };
  if (!Number.isFinite(value)) return { dropped: 'malformed' };
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return { dropped: 'out_of_range' };
  // JSON has no negative zero; adding zero leaves every other number as it is.
  return { value: value + 0 };
};

const fitBoolean = (value: unknown): Single<boolean> =>
  typeof value === 'boolean' ? { value } : { dropped: 'wrong_type' };

const fitDatetime = (value: unknown): Single<string> => {
  if (typeof value !== 'string' && typeof value !== 'number') return { dropped: 'wrong_type' };
  const instant = instantOf(value);
  return instant === undefined ? { dropped: 'malformed' } : { value: new Date(instant).toISOString() };
};

/** The day in UTC. */
const fitDate = (value: unknown): Single<string> => {
  const moment = fitDatetime(value);
  return 'value' in moment ? { value: moment.value.slice(0, 'YYYY-MM-DD'.length) } : moment;
};

const singles: Readonly<
  Record<
    Exclude<AttributeType, 'list'>,
    (value: unknown, limits: Limits) => Single<string | number | boolean>
  >
> = { string: fitString, number: fitNumber, boolean: fitBoolean, datetime: fitDatetime, date: fitDate };

const fitList = (value: unknown, limits: Limits): Fitted => {
  if (!Array.isArray(value)) return { dropped: ['wrong_type'] };
  if (value.length > maxElements) return { dropped: ['too_many'] };
  const elements = value.map((element: unknown) => fitString(element, limits));
  return {
    value: elements.flatMap((element) => ('value' in element ? [element.value] : [])),
    dropped: elements.flatMap((element) => ('dropped' in element ? [element.dropped] : [])),
  };
};

/**
 * Fits a value to the type of its rule. Nothing is converted to another type: a text of digits is no number.
 * Out of `datetime` comes ISO 8601 in UTC, out of `date` YYYY-MM-DD; a list holds text, at most 100 elements,
 * and loses those that do not fit.
 */
export const fitValue = (value: unknown, rule: Limits & Pick<AttributeRule, 'type'>): Fitted => {
  if (rule.type === 'list') return fitList(value, rule);
  const fitted = singles[rule.type](value, rule);
  return 'value' in fitted ? { value: fitted.value, dropped: [] } : { dropped: [fitted.dropped] };
};
