// What comes of a page view, and of a change at Drift? The look-up answers or refuses it; it is counted, and timed where it waited.

import type { Clock } from '../../server/clock.ts';
import { ProxyError } from '../../server/errors.ts';
import type { Entry } from '../../server/lookup/entry.ts';
import type { ContactRef } from '../../server/policy/contact-ref.ts';
import type { Action } from './agenda.ts';
import type { SimulatedNode } from './node.ts';
import { plainNames as aliases } from './plain-names.ts';
import { idOf } from './population.ts';
import type { Site } from './site.ts';
import type { Answered, Tally } from './tally.ts';

export type Requests = {
  view(visitor: number, ref: ContactRef): ReturnType<Action>;
  /** Drift learns something of the visitor, and tells one node if there are webhooks. */
  change(visitor: number): ReturnType<Action>;
};

type Parts = {
  readonly site: Site;
  readonly webhooks: boolean;
  readonly tally: Tally;
  /** From when on it is counted. */
  readonly countedFrom: number;
  readonly clock: Clock;
};

const answeredBy = (error: unknown): Answered => {
  if (!(error instanceof ProxyError)) throw error;
  return error.code === 'upstream_busy' ? 'refused' : 'failed';
};

export const createRequests = ({ site, webhooks, tally, countedFrom, clock }: Parts): Requests => {
  const { population, nodeFor } = site;
  const isCounted = (): boolean => clock.now() >= countedFrom;

  const isOutdated = (visitor: number, entry: Entry | undefined): boolean =>
    entry?.kind === 'contact' && entry.values['version'] !== population.versionOf(visitor);
  const note = (answered: Answered, visitor: number, entry?: Entry): void => {
    if (isCounted()) tally.note(answered, isOutdated(visitor, entry));
  };
  /** Notes the wait of whoever nothing was known of. */
  const watch = ({ memory }: SimulatedNode, ref: ContactRef): (() => void) => {
    const begun = clock.now();
    const isCold = memory.read(aliases.nameOf(ref)) === undefined;
    return () => {
      if (isCold && isCounted()) tally.waitedCold(clock.now() - begun);
    };
  };

  const find = async (node: SimulatedNode, visitor: number, ref: ContactRef): Promise<void> => {
    const waited = watch(node, ref);
    try {
      const { entry, state } = await node.lookup.find(ref);
      if (state === 'miss') waited();
      note(state === 'none' ? 'failed' : state, visitor, entry);
    } catch (error) {
      waited();
      note(answeredBy(error), visitor);
    }
  };

  return {
    /** As a request goes: what is fresh and at hand first. */
    view(visitor, ref) {
      const node = nodeFor(visitor);
      const atHand = node.lookup.atHand(ref);
      if (atHand === undefined) {
        void find(node, visitor, ref);
        return 'in motion';
      }
      node.lookup.used(atHand);
      note('hit', visitor, atHand.entry);
      return 'done';
    },
    change(visitor) {
      population.change(visitor);
      if (!webhooks) return 'done';
      const told = { id: idOf(visitor), externalIds: [], emails: [], paths: [['version']] };
      void nodeFor(visitor).changes.note(told);
      return 'in motion';
    },
  };
};
