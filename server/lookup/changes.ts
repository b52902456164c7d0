// What must be asked anew when a contact has changed? Expires every entry by any of its names, and never writes one.

import type { ContactKind } from '../../config/config.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import type { Aliases } from './aliases.ts';
import type { FurtherNames } from './further-names.ts';
import type { ContactChanged, Store } from './ports.ts';

/** `ignored`: only what nobody may see, and what identifies nobody, has changed. `unnamed`: nobody can tell who has. */
export type ChangeOutcome = 'expired' | 'ignored' | 'unnamed';

export type Changes = {
  /** Resolves when what rests under the names that the event tells has expired; others may follow. */
  note(change: ContactChanged): Promise<ChangeOutcome>;
};

type Parts = {
  readonly store: Pick<Store, 'expire'>;
  readonly aliases: Aliases;
  readonly furtherNames: FurtherNames;
  /** Makes a checked reference of what an event says; undefined when it is no such name. */
  readonly contactRef: (kind: ContactKind, value: string) => ContactRef | undefined;
  /** The places that some audience may see, as paths into a contact's attributes. */
  readonly visiblePaths: () => readonly Path[];
};

type Path = readonly string[];

/** Whoever these name may be somebody else from now on. */
const identifying: readonly Path[] = [['email'], ['externalId'], ['external_id']];

/** An event joins keys with dots, and a key may hold a dot itself: both sides are taken apart at every dot. */
const steps = (path: Path): Path => path.join('.').split('.');

/** One is the beginning of the other: a change of a whole map changes what is in it, and the other way round. */
const overlap = (one: Path, other: Path): boolean =>
  one.every((key, depth) => depth >= other.length || key === other[depth]);

const touches = (changed: readonly Path[], places: readonly Path[]): boolean =>
  changed.some((path) => places.some((place) => overlap(steps(path), steps(place))));

export const createChanges = ({ store, aliases, furtherNames, contactRef, visiblePaths }: Parts): Changes => {
  const refsOf = (kind: ContactKind, values: readonly string[]): ContactRef[] =>
    values.map((value) => contactRef(kind, value)).filter((ref) => ref !== undefined);

  const mayMatter = ({ paths }: ContactChanged): boolean =>
    paths === undefined || touches(paths, [...visiblePaths(), ...identifying]);
  const mayHaveNewNames = ({ paths }: ContactChanged): boolean =>
    paths === undefined || touches(paths, identifying);

  return {
    async note(change) {
      if (!mayMatter(change)) return 'ignored';
      const byId = refsOf('id', change.id === undefined ? [] : [change.id]);
      const byNames = [...refsOf('external', change.externalIds), ...refsOf('email', change.emails)];
      const refs = [...byId, ...byNames];
      if (refs.length === 0) return 'unnamed';

      await store.expire(refs.map((ref) => aliases.nameOf(ref)));
      if (byNames.length === 0 && mayHaveNewNames(change)) byId.forEach(furtherNames.expireSoon);
      return 'expired';
    },
  };
};
