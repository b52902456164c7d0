// Is this an answer of the proxy? Checked by its shape, copied, and frozen through and through.

import type { AnyAttributes, AttributeValue } from '../api.ts';

/** What an answer says, safe to hand to anybody. */
export type Answer = {
  readonly known: boolean;
  readonly attributes: AnyAttributes;
  readonly asOf: string;
  readonly stale: boolean;
};

const isValue = (value: unknown): value is AttributeValue =>
  /^(st|nu|bo)/.test(typeof value) ||
  (Array.isArray(value) && value.every((item) => typeof item === 'string'));

/** Without a prototype: no name means anything but an attribute. */
const copyOf = (attributes: Readonly<Record<string, AttributeValue>>): AnyAttributes => {
  const copy: Record<string, AttributeValue> = Object.create(null);
  for (const [name, value] of Object.entries(attributes)) {
    copy[name] = typeof value === 'object' ? Object.freeze([...value]) : value;
  }
  return Object.freeze(copy);
};

const holdsValues = (value: unknown): value is Readonly<Record<string, AttributeValue>> =>
  typeof value === 'object' && !!value && !Array.isArray(value) && Object.values(value).every(isValue);

/** Undefined for what is no 200 of `GET /v1/me/attributes`. */
export const answerOf = (body: unknown): Answer | undefined => {
  const { known, attributes, asOf, stale }: Partial<Record<string, unknown>> = Object(body);
  return typeof known === 'boolean' &&
    typeof stale === 'boolean' &&
    typeof asOf === 'string' &&
    holdsValues(attributes)
    ? { known, attributes: copyOf(attributes), asOf, stale }
    : undefined;
};

/** The code of a problem, if this is one; a word, so that it is safe wherever a page may put it. */
export const codeOf = (body: unknown): string | undefined => {
  const { code }: { code?: unknown } = Object(body);
  return typeof code === 'string' && /^\w+$/.test(code) ? code : undefined;
};
