// What does each contender cost at the same job? All of them in turn, pass after pass.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Contender } from '../contenders/contender.ts';
import { type Measured, measure, warmUp } from '../measure/measure.ts';
import { prove } from '../measure/proofs.ts';
import { type Stand, whileServing } from '../measure/serving.ts';
import type { Keep } from './passes.ts';

/** How many connections the load keeps open where nothing else is said. */
export const connections = 64;

export type Missing = { readonly contender: Contender; readonly install: string };

/** What must be installed before it can be measured, if anything. */
export const missingOf = (root: string, contender: Contender): Missing | undefined => {
  const needed = contender.needs.find(({ file }) => !existsSync(resolve(root, file)));
  return needed === undefined ? undefined : { contender, install: needed.install };
};

/** Seconds. */
export type Times = { readonly warmUp: number; readonly slice: number };

/** Proves that it does its work and warms it up, before anything is measured. */
export const keepContender =
  (stand: Stand, times: Times, atOnce: number): Keep<Contender, Measured> =>
  (contender, act) =>
    whileServing(stand, contender.program, async (serving) => {
      await prove(contender, stand.job, serving.port);
      const visitors = { ...contender.ask(stand.job, 'good'), connections: atOnce, comers: 1 };
      await warmUp(serving, visitors, times.warmUp);
      await act(() => measure(serving, visitors, times.slice));
    });
