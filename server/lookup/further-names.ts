// Under which names that an event did not tell may a changed contact be remembered? The contact itself is asked for them.

import type { Clock } from '../clock.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import type { Aliases } from './aliases.ts';
import type { Name } from './entry.ts';
import type { FetchContact, Store } from './ports.ts';

/** Events about one contact that come within so many milliseconds share a call: deliveries are repeated. */
const gathering = 100;

export type FurtherNames = {
  /**
   * Soon asks for the contact, whose id is given, and expires what rests under its other names. Nobody waits. However
   * many ask about one contact, one call is under way for it and at most one is to follow.
   */
  expireSoon(ref: ContactRef): void;
};

type Parts = {
  readonly store: Store;
  readonly aliases: Aliases;
  readonly fetchContact: FetchContact;
  readonly clock: Clock;
  /** The contact could not be asked for; told because nobody waits for it. */
  readonly failed: (error: unknown) => void;
};

/** How far the call about one contact is. What comes while it is under way is not in its answer: one more follows. */
type Stage = 'gathering' | 'asking' | 'asking, and once more';

export const createFurtherNames = ({ store, aliases, fetchContact, clock, failed }: Parts): FurtherNames => {
  const stages = new Map<Name, Stage>();

  /** What already leads to this contact was expired by the event, or has been asked for since. */
  const leadsTo = async (id: Name, name: Name): Promise<boolean> => {
    const entry = await store.read(name);
    return entry?.kind === 'contact' && entry.names[0] === id;
  };

  const expireOthers = async (ref: ContactRef): Promise<void> => {
    const answer = await fetchContact(ref, 'background');
    if (answer.kind !== 'contact') return;
    const [id, ...others] = aliases.namesOf(answer);
    for (const name of others) if (!(await leadsTo(id, name))) await store.expire([name]);
  };

  const ask = async (ref: ContactRef, name: Name): Promise<void> => {
    stages.set(name, 'asking');
    await expireOthers(ref).catch(failed);
    if (stages.get(name) === 'asking') stages.delete(name);
    else gather(ref, name);
  };
  const gather = (ref: ContactRef, name: Name): void => {
    stages.set(name, 'gathering');
    clock.after(gathering, () => void ask(ref, name));
  };

  return {
    expireSoon(ref) {
      const name = aliases.nameOf(ref);
      const stage = stages.get(name);
      if (stage === undefined) gather(ref, name);
      if (stage === 'asking') stages.set(name, 'asking, and once more');
    },
  };
};
