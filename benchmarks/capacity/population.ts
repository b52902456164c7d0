// Who is the visitor of that rank, and what does Drift hold of them now? Names are made from the rank, versions are counted.

import type { ContactKind } from '../../config/config.ts';
import { type ContactRef, contactRef } from '../../server/policy/contact-ref.ts';

const firstId = 1_000_000_000;
const prefix = 'visitor-';

export const idOf = (visitor: number): string => String(firstId + visitor);
const nameBy: Readonly<Record<ContactKind, (visitor: number) => string>> = {
  id: idOf,
  external: (visitor) => `${prefix}${visitor}`,
  email: (visitor) => `${prefix}${visitor}@example.com`,
};

/** The name that a session carries. */
export const refOf = (kind: ContactKind, visitor: number): ContactRef => {
  const ref = contactRef(kind, nameBy[kind](visitor));
  if (ref === undefined) throw new Error(`no contact can have the name of visitor ${visitor}`);
  return ref;
};

/** The visitor whom an id, external id or e-mail names. */
export const visitorOf = (name: string): number =>
  name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : Number(name) - firstId;

type Described = {
  readonly id: number;
  readonly attributes: Readonly<Record<string, unknown>> & {
    readonly externalId: string;
    readonly email: string;
  };
};

export type Population = {
  isKnown(visitor: number): boolean;
  /** How often what Drift holds of the visitor has changed. */
  versionOf(visitor: number): number;
  change(visitor: number): void;
  /** A record as Drift sends it. */
  describe(visitor: number): Described;
};

/** `unknown`: the share of whom Drift knows nothing, spread over all ranks alike. */
export const createPopulation = (unknown: number): Population => {
  const versions = new Map<number, number>();
  const versionOf = (visitor: number): number => versions.get(visitor) ?? 0;

  return {
    isKnown: (visitor) => Math.floor(visitor * unknown) === Math.floor((visitor - 1) * unknown),
    versionOf,
    change: (visitor) => {
      versions.set(visitor, versionOf(visitor) + 1);
    },
    describe: (visitor) => ({
      id: firstId + visitor,
      attributes: {
        externalId: nameBy.external(visitor),
        email: nameBy.email(visitor),
        version: versionOf(visitor),
        first_name: `First name ${visitor % 1_000}`,
        employment_name: `Employer ${visitor % 10_000}`,
      },
    }),
  };
};
