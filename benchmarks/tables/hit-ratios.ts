// What does it cost when not every contact is remembered? Strangers among the visitors: never seen, by session or contact.

import { ownProgram } from '../contenders/own.ts';
import { type Measured, measure, warmUp } from '../measure/measure.ts';
import { type ByPass, pairwise } from '../measure/pairs.ts';
import { type Stand, whileServing } from '../measure/serving.ts';
import type { Keep } from './passes.ts';
import type { Times } from './side-by-side.ts';
import { manyVisitors, writeTokens } from './visitors.ts';

/** How many of ten requests are a stranger's. */
export const strangersOfTen = [0, 1, 5] as const;

const knownVisitors = 1_000;
/** More than can come. */
const strangersPerSecond = 8_000;
/**
 * So many have come, and so many of ten were strangers, before anything is measured; to the process that is to meet hits alone as
 * well. Compiled code and memory take some thousand misses to settle: what a new process costs is for the table of starts.
 */
const before = { strangers: 10_000, ofTen: 5 };

const range = (from: number, length: number): readonly number[] =>
  Array.from({ length }, (_, index) => from + index);

/** A stranger comes once: each slice has its own, and the load ends rather than send anybody again. */
export const keepHitRatio =
  (stand: Stand, times: Times): Keep<number, Measured> =>
  (ofTen, act) =>
    whileServing(
      stand,
      (place) => ownProgram(place, ['--by-id']),
      async (serving) => {
        const known = writeTokens(stand, 'tokens-known', range(0, knownVisitors));
        await warmUp(serving, manyVisitors(stand, knownVisitors, [known]), times.warmUp);
        let met = knownVisitors;
        const slice = (strangersAmongTen: number): Promise<Measured> => {
          const comers = range(met, strangersAmongTen === 0 ? 0 : strangersPerSecond * times.slice);
          met += comers.length;
          const strangers = writeTokens(stand, `tokens-strangers-of-${ofTen}`, comers);
          const args = [known, String(strangersAmongTen), strangers];
          return measure(serving, manyVisitors(stand, knownVisitors, args), times.slice);
        };
        let served = 0;
        while (served < before.strangers)
          served += (await slice(before.ofTen)).requests * (before.ofTen / 10);
        await act(() => slice(ofTen));
      },
    );

/** Microseconds of CPU for one miss: what is left when the hits among them have cost what hits alone cost. */
export const cpuOfMiss = (cpuOfAll: number, cpuOfHit: number, ofTen: number): number =>
  (cpuOfAll - cpuOfHit * (1 - ofTen / 10)) / (ofTen / 10);

/** That, in each pass that has both. */
export const missesOf = (
  hitRatios: ReadonlyMap<number, ByPass<Measured>>,
  ofTen: number,
): readonly number[] =>
  pairwise(hitRatios.get(ofTen), hitRatios.get(0), (all, hits) => cpuOfMiss(all.cpu, hits.cpu, ofTen));
