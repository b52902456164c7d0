// How do the parts of the live room go together? Open pages, what each is shown, and when their contacts are asked for.

import type { Standing } from './answer.ts';
import type { Told } from './cache/watched.ts';
import type { Clock } from './clock.ts';
import { createAgenda } from './live/agenda.ts';
import { createAsking } from './live/asking.ts';
import { createCaps } from './live/caps.ts';
import { createLive, type Live } from './live/live.ts';
import { createNews } from './live/news.ts';
import { createOpenPages } from './live/open-pages.ts';
import { createShowing } from './live/showing.ts';
import { createTopics } from './live/topics.ts';
import type { Aliases } from './lookup/aliases.ts';
import type { Lookup } from './lookup/lookup.ts';
import type { Sanitize } from './sanitize/sanitize.ts';

type Parts = {
  /** Streams at once. */
  readonly most: number;
  readonly clockSkew: number;
  readonly standing: Standing;
  readonly lookup: Lookup;
  readonly nameOf: Aliases['nameOf'];
  readonly sanitize: Sanitize;
  readonly policy: () => unknown;
  readonly failed: (error: unknown) => void;
  readonly clock: Clock;
  readonly random: () => number;
};

export type LiveSide = Live & {
  /** For what watches the entries of this process. */
  readonly told: Told;
  /** For the operator. */
  usage(): { readonly open: number; readonly most: number };
};

export const composeLive = (parts: Parts): LiveSide => {
  const { most, nameOf, lookup, clock, random } = parts;
  const agenda = createAgenda(clock);
  const caps = createCaps(most);
  const topics = createTopics(nameOf);
  const pages = createOpenPages(topics, agenda);
  const showing = createShowing({ ...parts, topics, pages, news: createNews() });
  const asking = createAsking({ topics, lookup, show: showing.show, agenda, clock, random });
  const live = createLive({ ...parts, topics, pages, caps, showing, asking, agenda });
  return {
    ...live,
    told: { struck: asking.struck, struckAll: asking.struckAll, learned: live.learned },
    usage: () => ({ open: caps.open, most }),
  };
};
