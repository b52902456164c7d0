// What do two processes make of it? The same with one worker and with two, under node:cluster.

import { byHeader } from '../contenders/asks.ts';
import { ownProgram } from '../contenders/own.ts';
import { type Measured, measure, warmUp } from '../measure/measure.ts';
import { loadCore, type Stand, serverCore, whileServing } from '../measure/serving.ts';
import type { Keep } from './passes.ts';
import { connections, type Times } from './side-by-side.ts';

export const workerCounts = [1, 2] as const;

/** The second worker shares its core with the load. */
export const keepWorkers =
  (stand: Stand, times: Times): Keep<number, Measured> =>
  (workers, act) =>
    whileServing(
      stand,
      (place) => ownProgram(place, ['--workers', String(workers)]),
      async (serving) => {
        const ask = byHeader(stand.job, stand.job.sessions.HS256.good);
        const visitors = { ...ask, connections, comers: 1 };
        await warmUp(serving, visitors, times.warmUp);
        await act(() => measure(serving, visitors, times.slice));
      },
      workers === 1 ? serverCore : `${serverCore},${loadCore}`,
    );
