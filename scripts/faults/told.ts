// What was this visitor told? One answer of the server, put in a word.

import { attributesOf } from '../../sandbox/faults/fault-contacts.ts';

/**
 * `fresh` and `stale`: the visitor's own attributes, all of them and nothing else. `wrong`: 200 with anything else.
 * A failure is its status and its code.
 */
export type Told = 'fresh' | 'stale' | 'unknown' | 'wrong' | `${number} ${string}`;

/** An answer's JSON, as far as it is looked at; what is there may still be anything. */
export type Body = {
  readonly asOf?: string;
  readonly known?: unknown;
  readonly attributes?: unknown;
  readonly stale?: unknown;
  readonly code?: unknown;
};

/** What visitor number `index` was told. */
export const toldBy = (index: number, status: number, body: Body): Told => {
  const { code, known, attributes, stale } = body;
  if (status !== 200) return `${status} ${code}`;
  if (known === false && JSON.stringify(attributes) === '{}') return 'unknown';
  if (JSON.stringify(attributes) !== JSON.stringify(attributesOf(index))) return 'wrong';
  return stale ? 'stale' : 'fresh';
};
