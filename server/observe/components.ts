// What does the operator learn of the parts? Whether sessions can be verified, files are as they stand, and webhooks come.

import type { Cancel, Clock } from '../clock.ts';
import { type ComponentReport, createComponent } from './component.ts';

export type Components = {
  /** Begins to look every second whether sessions can be verified; the result ends it. */
  watchKeys(ready: () => boolean): Cancel;
  keysFailed(reason: string): void;
  /** What came of a new text in a file: an outdated value is in force until its file is good again. */
  fileRead(outcome: 'replaced' | 'kept', source: string): void;
  /** Every delivery to the webhook's route; of one that was refused the type is `none`. */
  delivered(type: string, outcome: string): void;
  /** Redis is gone, or was not there at the start. */
  redisDown(reason: string): void;
  redisBack(): void;
  report(): {
    readonly keys: ComponentReport;
    readonly files: ComponentReport;
    /** `lastDelivery` is the latest that was believed; ISO 8601. */
    readonly webhooks: ComponentReport & { readonly lastDelivery: string | undefined };
    readonly redis: ComponentReport;
  };
};

/** How often the keys are looked at, in milliseconds: since when they are there is told so exactly. */
const lookEvery = 1_000;

type Parts = { readonly webhooks: 'on' | 'off'; readonly redis: 'on' | 'off'; readonly clock: Clock };

export const createComponents = ({ webhooks: switched, redis: joined, clock }: Parts): Components => {
  const keys = createComponent<'missing' | 'ready'>('missing', clock);
  const files = createComponent<'current' | 'outdated'>('current', clock);
  const webhooks = createComponent<'off' | 'waiting' | 'received'>(
    switched === 'on' ? 'waiting' : 'off',
    clock,
  );
  const redis = createComponent<'off' | 'missing' | 'there'>(joined === 'on' ? 'missing' : 'off', clock);
  const outdated = new Set<string>();
  let lastDelivery: string | undefined;
  let lookAtKeys = (): void => {};

  const keepLookingAtKeys = (): Cancel => {
    lookAtKeys();
    let cancel: Cancel = () => {};
    const again = (): void => {
      cancel = clock.after(lookEvery, () => {
        lookAtKeys();
        again();
      });
    };
    again();
    return () => cancel();
  };

  return {
    watchKeys(ready) {
      lookAtKeys = () => keys.is(ready() ? 'ready' : 'missing');
      return keepLookingAtKeys();
    },
    keysFailed: keys.failed,
    fileRead(outcome, source) {
      if (outcome === 'kept') {
        outdated.add(source);
        files.failed(source);
      } else outdated.delete(source);
      files.is(outdated.size === 0 ? 'current' : 'outdated');
    },
    delivered(type, outcome) {
      if (type === 'none') return webhooks.failed(outcome);
      webhooks.is('received');
      lastDelivery = new Date(clock.wall()).toISOString();
    },
    redisDown(reason) {
      redis.is('missing');
      redis.failed(reason);
    },
    redisBack: () => redis.is('there'),
    report() {
      lookAtKeys();
      return {
        keys: keys.report(),
        files: files.report(),
        webhooks: { ...webhooks.report(), lastDelivery },
        redis: redis.report(),
      };
    },
  };
};
