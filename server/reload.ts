// When is a file looked at again? Every five seconds, so that secrets and policies change without a restart.

import type { Reloading } from '../config/reloading.ts';
import type { Cancel, Clock } from './clock.ts';
import type { Log } from './observe/log.ts';

const interval = 5_000;

type Parts = { readonly values: readonly Reloading<unknown>[]; readonly clock: Clock; readonly log: Log };

/** Begins to look; the result ends it. What was replaced or kept is logged by name, never with a value. */
export const keepReloading = ({ values, clock, log }: Parts): Cancel => {
  const look = (): void => {
    for (const value of values) {
      const outcome = value.reload();
      if (outcome === 'replaced') log.info({ source: value.name }, 'A new value is in force.');
      else if (outcome !== 'same')
        log.error(
          { source: value.name, problem: outcome.kept },
          'The new value is not taken; the old one stays in force.',
        );
    }
  };

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
