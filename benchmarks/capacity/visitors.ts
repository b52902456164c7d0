// How do visitors come into a run? Those of the hours before leave what is remembered; each other has its page views entered in time.

import type { Visit } from './day-before.ts';
import { refOf } from './population.ts';
import type { Requests } from './requests.ts';
import type { Settings } from './settings.ts';
import type { Chance, Site } from './site.ts';
import { type Session, sessionsFrom, viewsOf } from './traffic.ts';
import type { VirtualClock } from './virtual-clock.ts';

type Parts = {
  readonly settings: Settings;
  readonly site: Site;
  readonly requests: Requests;
  readonly dayBefore: (visit: Visit) => void;
  /** When the first comes who is remembered. */
  readonly from: number;
  readonly clock: VirtualClock;
  readonly chance: Chance;
};

/** Enters all who have come until now; the others follow when their time has come, so that only those under way are held. */
export const letVisitorsCome = (parts: Parts): void => {
  const { settings, site, requests, dayBefore, from, clock, chance } = parts;
  const { traffic, lookUpBy } = settings;
  const begin = clock.now();
  const sessions = sessionsFrom(traffic, from, chance.visits);

  const enterChange = (visitor: number, views: readonly number[]): void => {
    const [first = 0, last = first] = [views[0], views.at(-1)];
    const at = first + chance.news() * (last - first + traffic.pause);
    const changes = chance.news() < traffic.changes && site.population.isKnown(visitor);
    if (changes && at >= begin) clock.at(at, () => requests.change(visitor));
  };
  const enter = (session: Session): void => {
    const { visitor } = session;
    const ref = refOf(lookUpBy, visitor);
    const views = viewsOf(session, traffic, chance.stays);
    for (const at of views) {
      if (at < begin) dayBefore({ visitor, ref, at, memory: site.nodeFor(visitor).memory });
      else clock.at(at, () => requests.view(visitor, ref));
    }
    enterChange(visitor, views);
  };

  const next = (): Session => {
    const session = sessions.next().value;
    if (session.begins >= begin) {
      clock.at(session.begins, () => {
        next();
        return 'done';
      });
    }
    enter(session);
    return session;
  };
  for (let session = next(); session.begins < begin; ) session = next();
};
