// What do two processes make of it? The same with one worker and with two, under node:cluster.

import { byHeader } from '../contenders/asks.ts';
import { ownProgram } from '../contenders/own.ts';
import { type Measured, measure } from '../measure/measure.ts';
import { loadCore, type Stand, serverCore, whileServing } from '../measure/serving.ts';
import type { Plan } from '../plan.ts';
import { connections } from './side-by-side.ts';

export const workerCounts = [1, 2] as const;

/** The second worker shares its core with the load. */
export const tryWorkers = (stand: Stand, plan: Plan, workers: number): Promise<Measured> =>
  whileServing(
    stand,
    (place) => ownProgram(place, ['--workers', String(workers)]),
    (serving) =>
      measure(serving, plan, {
        ...byHeader(stand.job, stand.job.sessions.HS256.good),
        connections,
        comers: 1,
      }),
    workers === 1 ? serverCore : `${serverCore},${loadCore}`,
  );
