// What does each contender cost at the same job? All of them in turn, round after round.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Contender } from '../contenders/contender.ts';
import { type Measured, measure } from '../measure/measure.ts';
import { prove } from '../measure/proofs.ts';
import { type Stand, whileServing } from '../measure/serving.ts';
import type { Plan } from '../plan.ts';

/** How many connections the load keeps open where nothing else is said. */
export const connections = 64;

export type Missing = { readonly contender: Contender; readonly install: string };

/** What must be installed before it can be measured, if anything. */
export const missingOf = (root: string, contender: Contender): Missing | undefined => {
  const needed = contender.needs.find(({ file }) => !existsSync(resolve(root, file)));
  return needed === undefined ? undefined : { contender, install: needed.install };
};

/** Proves that it does its work, then measures it once. */
export const tryOnce = (stand: Stand, plan: Plan, contender: Contender, atOnce: number): Promise<Measured> =>
  whileServing(stand, contender.program, async (serving) => {
    await prove(contender, stand.job, serving.port);
    const { path, headers } = contender.ask(stand.job, 'good');
    return measure(serving, plan, { path, headers, connections: atOnce, comers: 1 });
  });
