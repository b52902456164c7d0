// Under which names that an event did not tell may a changed contact be remembered? The contact itself is asked for them.

import type { Clock } from '../clock.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import type { Aliases } from './aliases.ts';
import type { Name } from './entry.ts';
import type { FetchContact, Store } from './ports.ts';

/** Events about one contact that come within so many milliseconds share a call: deliveries are repeated. */
const gathering = 100;

export type FurtherNames = {
  /** Soon asks for the contact, whose id is given, and expires what rests under its other names. Nobody waits. */
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

export const createFurtherNames = ({ store, aliases, fetchContact, clock, failed }: Parts): FurtherNames => {
  const gathered = new Set<Name>();

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

  return {
    expireSoon(ref) {
      const name = aliases.nameOf(ref);
      if (gathered.has(name)) return;
      gathered.add(name);
      clock.after(gathering, () => {
        gathered.delete(name); // what comes from now on is not in the answer that is asked for now
        expireOthers(ref).catch(failed);
      });
    },
  };
};
