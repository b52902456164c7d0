// What do visitors get while Drift fails, on this machine? Every fault in turn, and the table of all.

import type { Fault } from '../../sandbox/faults/fault.ts';
import { faults } from '../../sandbox/faults/fault-table.ts';
import { systemClock } from '../../server/clock.ts';
import { brokenBy } from './bounds.ts';
import { faultTable, measuredOn, progressLine } from './fault-report.ts';
import { createSkippingClock } from './skipping-clock.ts';
import { type Plan, type Soaked, soak } from './soak.ts';
import { openStand } from './stand.ts';
import { contacts } from './visitors.ts';

/** What was seen, in Markdown, and how many promises were broken. */
export type Tried = { readonly text: string; readonly broken: number };

/** `atOnce`: faults that are tried side by side, each with a server of its own. */
const plans: Record<'full' | 'quick', Plan & { readonly atOnce: number }> = {
  full: { lasts: 8_000, watchedAtMost: 16_000, atOnce: 1 },
  quick: { lasts: 3_000, watchedAtMost: 11_000, atOnce: 3 },
};

/** Faults under which everybody is asked for again and again: they spend all that a minute has. Not in the table. */
const longPlan: Plan = { lasts: 70_000, watchedAtMost: 16_000 };
const longFaults: ReadonlySet<string> = new Set(['HTML with 200', '401']);

const tryOne = async (fault: Fault, plan: Plan): Promise<Soaked> => {
  const clock = createSkippingClock(systemClock);
  const stand = await openStand({ contacts, clock, random: Math.random, write: () => {} });
  try {
    return await soak(fault, stand, clock, plan);
  } finally {
    await stand.close();
  }
};

const tell = (soaked: Soaked, { lasts }: Plan): void => {
  console.log(`${lasts / 1_000} s of ${progressLine(soaked)}; at most ${soaked.mostPerMinute} a minute`);
  for (const promise of brokenBy(soaked)) console.log(`  BROKEN: ${promise}`);
};

type FullPlan = (typeof plans)['full' | 'quick'];

const tryAll = async (plan: FullPlan): Promise<readonly Soaked[]> => {
  const results = new Map<string, Soaked>();
  const waiting = [...faults];
  const takeTurns = async (): Promise<void> => {
    for (let fault = waiting.shift(); fault !== undefined; fault = waiting.shift()) {
      const soaked = await tryOne(fault, plan);
      results.set(fault.name, soaked);
      tell(soaked, plan);
    }
  };
  await Promise.all(Array.from({ length: plan.atOnce }, takeTurns));
  return faults.map(({ name }) => results.get(name)).filter((soaked) => soaked !== undefined);
};

const tryLong = async (): Promise<readonly Soaked[]> => {
  const results: Soaked[] = [];
  for (const fault of faults.filter(({ name }) => longFaults.has(name))) {
    const soaked = await tryOne(fault, longPlan);
    results.push(soaked);
    tell(soaked, longPlan);
  }
  return results;
};

type Choice = { readonly speed: 'full' | 'quick'; readonly machine: string };

/** Everything, in turn or a few at a time. */
export const tryDrift = async ({ speed, machine }: Choice): Promise<Tried> => {
  const plan = plans[speed];
  const results = await tryAll(plan);
  const longResults = speed === 'quick' ? [] : await tryLong();
  return {
    text: `${faultTable(results)}\n\n${measuredOn(machine, plan.lasts)}`,
    broken: [...results, ...longResults].flatMap(brokenBy).length,
  };
};
