// How do the parts of the lookup room go together? Names, look-ups and changes, over one store and one way to ask.

import type { LookupConfig } from '../config/config.ts';
import type { Reloading } from '../config/reloading.ts';
import type { Clock } from './clock.ts';
import { derived } from './derived.ts';
import { type Aliases, createAliases } from './lookup/aliases.ts';
import { type Changes, createChanges } from './lookup/changes.ts';
import { createFurtherNames } from './lookup/further-names.ts';
import { createLookup, type Lookup } from './lookup/lookup.ts';
import type { AskTogether, FetchContact, Store } from './lookup/ports.ts';
import type { Log } from './observe/log.ts';
import type { Metrics } from './observe/metrics.ts';
import type { Seldom } from './observe/seldom.ts';
import { contactRef } from './policy/contact-ref.ts';
import type { Policy } from './policy/policy.ts';
import { createEntrySieve } from './sanitize/entry-sieve.ts';

type Parts = {
  readonly lifetimes: LookupConfig;
  readonly policy: Reloading<Policy>;
  readonly store: Store;
  /** 32 bytes that names are hashed with. */
  readonly namingKey: Uint8Array;
  readonly fetchContact: FetchContact;
  /** Undefined: there are no other nodes. */
  readonly askTogether: AskTogether | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly overloaded: () => boolean;
  readonly metrics: Pick<Metrics, 'attributeDropped' | 'cacheRequest'>;
  readonly log: Log;
  readonly seldom: Seldom;
  readonly failed: (error: unknown) => void;
};

export type LookupSide = {
  readonly lookup: Lookup;
  readonly changes: Changes;
  readonly nameOf: Aliases['nameOf'];
};

export const composeLookup = (parts: Parts): LookupSide => {
  const { policy, store, fetchContact, clock, metrics, log, seldom, failed } = parts;
  const { attributeDropped, cacheRequest } = metrics;
  const aliases = createAliases(parts.namingKey);

  const lookup = createLookup({
    ...parts,
    aliases,
    sieve: derived(policy, ({ places }) => createEntrySieve(places, { dropped: attributeDropped })),
    events: {
      looked: (result) => cacheRequest('memory', result),
      ambiguous: () =>
        seldom('ambiguous', () => log.warn({}, 'Several contacts answer to one name; look them up by id.')),
      failed,
    },
  });
  const changes = createChanges({
    store,
    aliases,
    furtherNames: createFurtherNames({ store, aliases, fetchContact, clock, failed }),
    contactRef,
    visiblePaths: () => policy.current.places.map(({ from }) => from),
  });
  return { lookup, changes, nameOf: aliases.nameOf };
};
