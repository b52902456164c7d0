// What does a run start from? The defaults of the configuration, as they stand in its table.

import { readSettings } from '../../config/read-settings.ts';
import { type Settings, settingsFrom } from './settings.ts';

const noFile = (): never => {
  throw new Error('the defaults stand in no file');
};

/** @throws Error when a setting that the simulation needs has no default any more */
export const defaults = (): Settings => {
  const { values } = readSettings({ sources: [], readFile: noFile, cwd: '/' });
  const set = (name: keyof typeof values): number => {
    const value = values[name];
    if (typeof value !== 'number') throw new Error(`${name} has no default`);
    return value;
  };
  return settingsFrom({
    cache: { maxContacts: set('CACHE_MAX_CONTACTS'), maxBytes: set('CACHE_MAX_BYTES') },
    lookup: {
      fresh: set('CACHE_FRESH'),
      revalidate: set('CACHE_REVALIDATE'),
      stale: set('CACHE_STALE'),
      unknown: set('CACHE_UNKNOWN'),
    },
    drift: {
      perMinute: set('DRIFT_REQUESTS_PER_MINUTE'),
      concurrency: set('DRIFT_CONCURRENCY'),
      timeout: set('DRIFT_TIMEOUT'),
    },
  });
};
