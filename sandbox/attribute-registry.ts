// Which attributes does the organisation know, and of which type? A type, once taken, never changes.

import type { Attributes } from './contact.ts';
import type { Json } from './json.ts';

export type AttributeType = 'STRING' | 'NUMERIC' | 'BOOLEAN' | 'DATETIME' | 'DATE';

export type AttributeRegistry = {
  /** Every known attribute, in the order it became known. */
  list(): readonly { readonly name: string; readonly displayName: string; readonly type: AttributeType }[];
  /** Whether a written value would be taken: of the type the attribute has, or of an attribute still unknown. */
  accepts(name: string, value: Json): boolean;
  /** Takes note of attributes not seen before; only non-null plain values make one. */
  learn(attributes: Attributes): void;
};

const isText = (value: Json): boolean => typeof value === 'string';
const isNumber = (value: Json): boolean => typeof value === 'number' || typeof value === 'bigint';

// The wire form of dates is undocumented; built-in ones are epoch milliseconds, so both forms are taken.
const fits: Record<AttributeType, (value: Json) => boolean> = {
  STRING: isText,
  NUMERIC: isNumber,
  BOOLEAN: (value) => typeof value === 'boolean',
  DATETIME: (value) => isNumber(value) || isText(value),
  DATE: (value) => isNumber(value) || isText(value),
};

/** Identity is not indexed as an attribute: Drift's own samples show it as text and as a number. */
const isIdentity = (name: string): boolean => name === 'externalId' || name === 'external_id';

const typeOf = (value: Json): AttributeType | undefined => {
  if (isText(value)) return 'STRING';
  if (isNumber(value)) return 'NUMERIC';
  return typeof value === 'boolean' ? 'BOOLEAN' : undefined;
};

const displayNameOf = (name: string): string => {
  const words = name.replaceAll('_', ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Makes a registry that starts with the given attributes. */
export const createAttributeRegistry = (
  known: Readonly<Record<string, AttributeType>> = standardAttributes,
): AttributeRegistry => {
  const types = new Map<string, AttributeType>(Object.entries(known));
  return {
    list: () => [...types].map(([name, type]) => ({ type, displayName: displayNameOf(name), name })),
    accepts: (name, value) => {
      if (value === null) return types.has(name);
      if (isIdentity(name)) return isText(value) || isNumber(value);
      const type = types.get(name);
      return type === undefined || fits[type](value);
    },
    learn: (attributes) => {
      for (const [name, value] of Object.entries(attributes)) {
        const type = typeOf(value);
        if (type !== undefined && !types.has(name)) types.set(name, type);
      }
    },
  };
};

/** Attributes that every organisation has. */
const standardAttributes: Readonly<Record<string, AttributeType>> = {
  email: 'STRING',
  externalId: 'STRING',
  external_id: 'STRING',
  first_name: 'STRING',
  last_name: 'STRING',
  name: 'STRING',
  phone: 'STRING',
  avatar_url: 'STRING',
  city: 'STRING',
  country: 'STRING',
  employment_name: 'STRING',
  employment_title: 'STRING',
  ip: 'STRING',
  original_ip: 'STRING',
  last_context_location: 'STRING',
  last_active: 'DATETIME',
  last_contacted: 'DATETIME',
  start_date: 'DATETIME',
};
