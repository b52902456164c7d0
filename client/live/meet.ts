// Where do the tabs of a browser meet that ask the same for the same visitor? By a name that only they have in common.

import type { AnyAttributes, DriftAttributesOptions } from '../api.ts';
import type { Channel, PageWorld } from '../world.ts';

export type Meeting = {
  readonly channel: Channel;
  /** Calls `lead` once no other tab leads; until it has resolved, none does. Rejects where the browser forbids it. */
  elect(lead: () => Promise<void>): Promise<unknown>;
};

/** Whose token this is: not verified, because it makes a name and nothing else. */
const ownerOf = (token: string): readonly unknown[] => {
  const base64url = token.split('.')[1] as string;
  const { iss, sub } = JSON.parse(atob(base64url.replace(/[-_]/g, (letter) => (letter === '-' ? '+' : '/'))));
  return [iss, sub];
};

/** Undefined, or rejects, where tabs cannot meet or nobody knows who asks: then each tab is on its own. */
export const meet = async <Attributes = AnyAttributes>(
  { baseUrl, fields, getToken }: DriftAttributesOptions<Attributes>,
  { locks, channel }: PageWorld,
  signal: AbortSignal,
): Promise<Meeting | undefined> => {
  if (!locks || !channel) return undefined;
  const owner = getToken && ownerOf((await getToken()) as string);
  const name = `drift-attributes ${JSON.stringify([baseUrl, fields, owner])}`;
  return {
    channel: channel(name),
    elect: async (lead) => locks.request(name, { signal }, lead),
  };
};
