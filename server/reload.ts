// When is a file looked at again? Every five seconds, so that secrets and policies change without a restart.

import type { Reloading } from '../config/reloading.ts';
import type { Cancel, Clock } from './clock.ts';
import type { Log } from './observe/log.ts';

const interval = 5_000;

type Parts = {
  readonly values: readonly Reloading<unknown>[];
  readonly clock: Clock;
  readonly log: Log;
  /** What came of each file that has changed, by the name of its setting. */
  readonly told: (outcome: 'replaced' | 'kept', source: string) => void;
};

/** Begins to look; the result ends it. What was replaced or kept is logged by name, never with a value. */
export const keepReloading = ({ values, clock, log, told }: Parts): Cancel => {
  const reload = (value: Reloading<unknown>): void => {
    const { name: source } = value;
    const outcome = value.reload();
    if (outcome === 'same') return;
    if (outcome === 'replaced') log.info({ source }, 'A new value is in force.');
    else
      log.error({ source, problem: outcome.kept }, 'The new value is not taken; the old one stays in force.');
    told(outcome === 'replaced' ? 'replaced' : 'kept', source);
  };
  const look = (): void => values.forEach(reload);

  let cancel: Cancel = () => {};
  const again = (): void => {
    cancel = clock.after(interval, () => {
      look();
      again();
    });
  };
  again();
  return () => cancel();
};
