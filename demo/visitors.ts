// Who can visit the demo site? The sandbox's cast; and nobody in particular, who has no session.

import { cast } from '../sandbox/cast.ts';

export type Visitor = {
  /** The `sub` of the session, and the external id of the contact. */
  readonly id: string;
  readonly name: string;
  /** One line that says why this one is worth trying. */
  readonly about: string;
};

export const visitors: readonly Visitor[] = cast.map(({ externalId, name, about }) => ({
  id: externalId,
  name,
  about,
}));

export const isVisitor = (id: string | null | undefined): id is string =>
  visitors.some((visitor) => visitor.id === id);
