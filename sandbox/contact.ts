// What is a contact? An id, a time of birth and whatever attributes it has gathered.

import type { JsonObject } from './json.ts';

export type Attributes = JsonObject;

/** One contact as the sandbox holds it. Contacts are never changed in place: a write makes a new one. */
export type Contact = {
  /** Decimal digits of a 64-bit number: as text, because a double would round it. */
  readonly id: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  readonly attributes: Attributes;
};

/** A contact as Drift sends it: the id a bare number. */
export const contactOnWire = ({ id, createdAt, attributes }: Contact): JsonObject => ({
  id: BigInt(id),
  createdAt,
  attributes,
});
