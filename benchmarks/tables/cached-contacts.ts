// What does a hit cost when many contacts are remembered, and what does each of them weigh?

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Filled } from '../contenders/fill.ts';
import { ownProgram } from '../contenders/own.ts';
import { type Measured, measure, warmUp } from '../measure/measure.ts';
import { type Stand, whileServing } from '../measure/serving.ts';
import type { Keep } from './passes.ts';
import type { Times } from './side-by-side.ts';
import { manyVisitors, writeTokens } from './visitors.ts';

export type Cached = Measured & Filled & { readonly visitors: number };

/** For a million contacts, with room to collect; megabytes. */
const heapLimit = 12_288;
const fewContacts = 1_000;
const manyVisitorsAre = 10_000;

/** A visitor for each of few contacts; more contacts than that have ten thousand, spread evenly. */
const visitorsOf = (contacts: number): readonly number[] => {
  const visitors = contacts <= fewContacts ? contacts : manyVisitorsAre;
  return Array.from({ length: visitors }, (_, visitor) => Math.floor((visitor * contacts) / visitors));
};

export const keepCachedContacts =
  (stand: Stand, times: Times): Keep<number, Cached> =>
  (contacts, act) => {
    const visitors = visitorsOf(contacts);
    const tokens = writeTokens(stand, `tokens-of-${contacts}`, visitors);
    const report = join(stand.folder, `filled-${contacts}.json`);
    const flags = ['--by-id', '--fill', String(contacts), '--report', report];
    return whileServing(
      stand,
      (place) => ownProgram(place, flags, ['--expose-gc', `--max-old-space-size=${heapLimit}`]),
      async (serving) => {
        const comers = manyVisitors(stand, visitors.length, [tokens]);
        await warmUp(serving, comers, times.warmUp);
        const filled = JSON.parse(readFileSync(report, 'utf8')) as Filled;
        await act(async () => {
          const measured = await measure(serving, comers, times.slice);
          return { ...measured, ...filled, visitors: visitors.length };
        });
      },
    );
  };
