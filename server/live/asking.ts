// When is a contact asked for because its pages are open? After each strike, once for all of them, and again while that fails.

import type { Clock } from '../clock.ts';
import type { Name } from '../lookup/entry.ts';
import type { Found, Lookup } from '../lookup/lookup.ts';
import type { Agenda } from './agenda.ts';
import type { Topic, Topics } from './topics.ts';

export type Asking = {
  struck(names: readonly Name[]): void;
  struckAll(): void;
  /** What is shown is not good enough: in a while. */
  later(topic: Topic): void;
};

type Parts = {
  readonly topics: Topics;
  readonly lookup: Pick<Lookup, 'find'>;
  readonly show: (topic: Topic, found: Found) => void;
  readonly agenda: Agenda;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
};

/** Milliseconds in which strikes gather: Drift repeats its deliveries, and other nodes tell what this one knows already. */
const gathering = 20;
/** Milliseconds over which all contacts are asked for when nobody can say which have changed. */
const spread = 60_000;
/** Milliseconds; each is twice the one before. */
const pauses = { shortest: 1_000, longest: 60_000 };

export const createAsking = ({ topics, lookup, show, agenda, clock, random }: Parts): Asking => {
  const later = (topic: Topic): void => {
    if (topic.isWaiting) return;
    topic.isWaiting = true;
    topic.pause = Math.min(pauses.longest, Math.max(pauses.shortest, 2 * topic.pause));
    agenda(topic.pause * (0.75 + random() / 2), () => {
      topic.isWaiting = false;
      askInTurn([topic]);
    });
  };

  /** With what visitors leave: a page that is open shows something already, and thousands may be struck at once. */
  const ask = async (topic: Topic): Promise<void> => {
    if (topic.pages.size === 0) return;
    const found = await lookup.find(topic.ref, 'background').catch(() => undefined); // the look-up itself tells of its failure
    if (found !== undefined) show(topic, found);
    if (found === undefined || found.state === 'stale') later(topic);
    else topic.pause = 0;
  };

  const askOneByOne = async (struck: readonly Topic[]): Promise<void> => {
    for (const topic of struck) await ask(topic);
  };

  /** What was struck together may be one contact by several names: the first of them learns what the others then find. */
  const askInTurn = (struck: readonly Topic[]): void => {
    const turn = Promise.all(struck.map((topic) => topic.turn)).then(() => askOneByOne(struck));
    for (const topic of struck) topic.turn = turn;
  };

  return {
    later,
    struck(names) {
      const struck = topics.under(names);
      if (struck.length > 0) clock.after(gathering, () => askInTurn(struck));
    },
    /** Each in its own time. */
    struckAll() {
      for (const topic of topics.all()) agenda(spread * random(), () => askInTurn([topic]));
    },
  };
};
