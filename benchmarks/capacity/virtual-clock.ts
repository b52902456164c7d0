// What time is it in the simulation? The moment of what happens now; between two moments nothing is waited for.

import { setImmediate as settled } from 'node:timers/promises';
import type { Clock } from '../../server/clock.ts';
import { type Action, createAgenda } from './agenda.ts';

export type VirtualClock = Clock & {
  /** `moment`: monotonic milliseconds. */
  at(moment: number, action: Action): void;
  /** Does all that is due until `end`, each when everything before it has had its consequences, then stands at `end`. */
  runUntil(end: number, goOn?: () => boolean): Promise<void>;
};

const epoch = Date.parse('2026-11-22T00:00:00Z');

export const createVirtualClock = (begin: number): VirtualClock => {
  const agenda = createAgenda();
  let current = begin;

  return {
    now: () => current,
    wall: () => epoch + current,
    after: (delay, action) =>
      agenda.add(current + Math.max(0, delay), () => {
        action();
        return 'in motion';
      }),
    at(moment, action) {
      agenda.add(Math.max(current, moment), action);
    },
    async runUntil(end, goOn = () => true) {
      for (let next = agenda.takeUntil(end); next !== undefined; next = agenda.takeUntil(end)) {
        current = next.due;
        if (next.action() === 'in motion') await settled();
        if (!goOn()) return;
      }
      current = end;
    },
  };
};
