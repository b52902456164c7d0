// Who has a page open, and from when to when? The answer at once, heartbeats while nothing happens, and an end in time.

import type { Standing } from '../answer.ts';
import type { Clock } from '../clock.ts';
import { ProxyError } from '../errors.ts';
import type { Admitted } from '../limits/admission.ts';
import type { Name } from '../lookup/entry.ts';
import type { Lookup } from '../lookup/lookup.ts';
import type { Agenda } from './agenda.ts';
import type { Asking } from './asking.ts';
import type { Caps } from './caps.ts';
import type { OpenPages } from './open-pages.ts';
import type { Page, Sink } from './page.ts';
import type { Showing } from './showing.ts';
import type { Topics } from './topics.ts';

export type Visit = {
  readonly token: string;
  /** The raw query value, if there was one. */
  readonly fields: unknown;
  /** Undefined when it cannot be known. */
  readonly address: string | undefined;
};

export type OpenPage = {
  /**
   * Resolves when the first answer has been shown, or the client has left before.
   * @throws ProxyError whatever the first step that refuses says; nothing has been shown then, and all is given back
   */
  begin(): Promise<void>;
  /** The client has gone; calling it again does nothing. */
  leave(): void;
};

export type Live = {
  page(visit: Visit, sink: Sink): OpenPage;
  /** An entry that these names lead to has been kept: it is shown without asking. */
  learned(names: readonly Name[]): void;
  /** Ends every page, each told to come again at another moment, and lets nobody new in. */
  drain(): void;
};

type Parts = {
  readonly standing: Standing;
  readonly lookup: Pick<Lookup, 'find'>;
  readonly topics: Topics;
  readonly pages: OpenPages;
  readonly caps: Caps;
  readonly showing: Showing;
  readonly asking: Pick<Asking, 'later'>;
  readonly agenda: Agenda;
  /** SESSION_CLOCK_SKEW, milliseconds. */
  readonly clockSkew: number;
  readonly clock: Pick<Clock, 'wall'>;
  /** 0 to 1. */
  readonly random: () => number;
};

/** Milliseconds: shorter than any proxy in front waits for a word. */
const heartbeat = 25_000;
/** Heartbeats after which a client that takes nothing is given up. */
const mostIdle = 2;
/** Milliseconds over which those come again whom a stop has ended. */
const spread = { from: 500, to: 10_000 };

export const createLive = (parts: Parts): Live => {
  const { standing, lookup, topics, pages, caps, showing, asking, agenda, clockSkew, clock, random } = parts;
  let isDraining = false;

  const comeAgainIn = (): number => Math.round(spread.from + (spread.to - spread.from) * random());
  const requireServing = (): void => {
    if (!isDraining) return;
    throw new ProxyError('overloaded', { reason: 'stopping', retryAfter: Math.ceil(comeAgainIn() / 1_000) });
  };

  const giveUp = (page: Page): void => {
    pages.leave(page);
    page.sink.drop();
  };
  const beat = (page: Page): void => {
    page.idle = page.sink.waiting() === 0 ? 0 : page.idle + 1;
    if (page.idle >= mostIdle) {
      giveUp(page);
      return;
    }
    page.sink.beat();
    showing.review(page, asking.later);
    beatIn(page, heartbeat);
  };
  /** Each beat replaces the one before: there is one place for what ends it. */
  const beatIn = (page: Page, delay: number): void => {
    page.whenLeft[1] = agenda(delay, () => beat(page));
  };

  /** A session that came after its `exp`, within the skew, has what is left of that. */
  const endInTime = (page: Page, { expiresAt }: Admitted): void => {
    const left = expiresAt - clock.wall();
    const delay = left > 0 ? left : left + clockSkew;
    page.whenLeft[2] = agenda(delay, () => pages.end(page, 'token_expired'));
  };

  const begin = async (page: Page, { token, fields, address }: Visit): Promise<void> => {
    const session = await standing.begin(token);
    requireServing();
    if (page.hasLeft) return;
    page.whenLeft[0] = caps.take(session.subject, address);
    const grant = standing.decide(session, fields);
    if (grant.contact !== undefined) page.topic = topics.join(grant.contact, page);
    const found = await lookup.find(grant.contact);
    requireServing();
    if (page.hasLeft) return;

    const { body } = showing.begin(page, grant, found);
    pages.add(page);
    beatIn(page, heartbeat * (0.5 + random() / 2)); // those that came together do not beat together
    endInTime(page, session);
    if (body.stale && page.topic !== undefined) asking.later(page.topic);
  };

  return {
    page(visit, sink) {
      const { token, fields } = visit;
      const page: Page = {
        ...{ token, fields, sink, topic: undefined, shown: undefined, isStale: false, policy: undefined },
        ...{ idle: 0, hasLeft: false, whenLeft: [] },
      };
      const leave = (): void => pages.leave(page);
      return {
        begin: () =>
          begin(page, visit).catch((error: unknown) => {
            leave();
            throw error;
          }),
        leave,
      };
    },
    learned(names) {
      for (const topic of topics.under(names)) showing.show(topic);
    },
    drain() {
      isDraining = true;
      for (const page of pages.all()) pages.end(page, 'stopping', comeAgainIn());
    },
  };
};
