// What do visitors get while Drift fails, on this machine? `npm run faults`: every fault in turn, and the table of all.
// --quick is done in less than two minutes; --write puts the table into docs/operations.md. Without --quick some faults last for
// more than a minute, too, so that the limit of calls is held where the first of them are forgotten.

import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../config/package-root.ts';
import type { Fault } from '../sandbox/faults/fault.ts';
import { faults } from '../sandbox/faults/fault-table.ts';
import { systemClock } from '../server/clock.ts';
import { brokenBy } from './faults/bounds.ts';
import { faultTable, measuredOn, progressLine, written } from './faults/fault-report.ts';
import { createSkippingClock } from './faults/skipping-clock.ts';
import { type Plan, type Soaked, soak } from './faults/soak.ts';
import { openStand } from './faults/stand.ts';
import { contacts } from './faults/visitors.ts';

/** `atOnce`: faults that are tried side by side, each with a server of its own. */
const plans: Record<'full' | 'quick', Plan & { readonly atOnce: number }> = {
  full: { lasts: 8_000, watchedAtMost: 16_000, atOnce: 1 },
  quick: { lasts: 3_000, watchedAtMost: 11_000, atOnce: 3 },
};

/** Faults under which everybody is asked for again and again: they spend all that a minute has. Not in the table. */
const longPlan: Plan = { lasts: 70_000, watchedAtMost: 16_000 };
const longFaults: ReadonlySet<string> = new Set(['HTML with 200', '401']);

const { values: chosen } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});
const plan = plans[chosen.quick ? 'quick' : 'full'];

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

const tryAll = async (): Promise<readonly Soaked[]> => {
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

const machine = (): string =>
  `${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`;

const write = (text: string): void => {
  const file = join(packageRoot(import.meta.url), 'docs', 'operations.md');
  writeFileSync(file, written(readFileSync(file, 'utf8'), text));
  console.log(`\nwrote ${file}`);
};

const results = await tryAll();
const longResults = chosen.quick ? [] : await tryLong();
const table = `${faultTable(results)}\n\n${measuredOn(machine(), plan.lasts)}`;
console.log(`\n${table}`);
if (chosen.write) write(table);
process.exitCode = [...results, ...longResults].some((soaked) => brokenBy(soaked).length > 0) ? 1 : 0;
