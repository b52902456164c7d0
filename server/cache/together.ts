// How does one node keep in step with the others? Its memory, what all share, their strikes and their questions, put together.

import type { Clock } from '../clock.ts';
import type { AskTogether } from '../lookup/ports.ts';
import { createAskTogether } from './ask-together.ts';
import { createHearing, type Hearing } from './hearing.ts';
import { createKnownNumbers } from './known-numbers.ts';
import { createLandings, type Landings } from './landings.ts';
import { createLayeredStore, type LayeredStore } from './layered.ts';
import type { MemoryStore } from './memory.ts';
import { createOwedStrikes } from './owed-strikes.ts';
import { createRecentStrikes } from './recent-strikes.ts';
import type { SharedNews, SharedStore } from './shared-store.ts';
import { createStrikes } from './strikes.ts';

type Parts = {
  readonly memory: MemoryStore;
  readonly shared: SharedStore;
  readonly isUp: () => boolean;
  /** By which the others know this node. */
  readonly node: string;
  readonly clock: Clock;
  /** Milliseconds that another node's question to Drift is waited for. */
  readonly bound: number;
};

export type Together = {
  readonly store: LayeredStore;
  readonly askTogether: AskTogether;
  /** For whoever hears the other nodes. */
  readonly news: SharedNews;
  /** To be done each time Redis is there again, with a way to it that is open before it is for anybody else. */
  readonly catchUp: Hearing['catchUp'];
  readonly doubt: Hearing['doubt'];
  /** To be told at once when Redis is gone, so that nobody goes on waiting for another node. */
  readonly lost: Landings['lost'];
};

export const createTogether = ({ memory, shared, isUp, node, clock, bound }: Parts): Together => {
  const numbers = createKnownNumbers();
  const owed = createOwedStrikes();
  const recent = createRecentStrikes(clock);
  const strikes = createStrikes({ memory, shared, isUp, numbers, owed, recent, clock });
  const hearing = createHearing({ node, memory, shared, isUp, numbers, owed, recent, strikes, clock });
  const store = createLayeredStore({ memory, shared, isUp, numbers, strikes, hearing });
  const landings = createLandings(clock);

  return {
    store,
    askTogether: createAskTogether({ shared, store, landings, clock, bound }),
    news: { struck: hearing.struck, unreadable: hearing.unreadable, landed: landings.landed },
    catchUp: hearing.catchUp,
    doubt: hearing.doubt,
    lost: landings.lost,
  };
};
