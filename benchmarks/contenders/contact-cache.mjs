// Where does a Node contender get a contact? From lru-cache: one call to Drift however many ask, the old answer when it fails.

import { LRUCache } from 'lru-cache';

const fiveMinutes = 300_000;

/**
 * @param job what every contender is told
 * @param keep makes what is kept of a contact: `(attributes, asOf) => kept`
 * @returns from the external id of a contact to what is kept of it, or a promise of that
 */
export const createContactCache = (job, keep) => {
  const headers = { authorization: `Bearer ${job.driftToken}` };
  const fetchMethod = async (externalId) => {
    const question = new URLSearchParams({ idType: 'external', id: externalId });
    const response = await fetch(`${job.driftUrl}/contacts?${question}`, { headers });
    const { data } = await response.json();
    return keep(data[0].attributes, new Date().toISOString());
  };
  const kept = new LRUCache({
    max: 50_000,
    ttl: fiveMinutes,
    noDeleteOnStaleGet: true,
    allowStaleOnFetchRejection: true,
    fetchMethod,
  });
  return (externalId) => kept.get(externalId) ?? kept.fetch(externalId);
};

/** Only what is on the allow-list, whatever Drift holds. */
export const allowed = (job, attributes) =>
  Object.fromEntries(
    job.allowList.filter((name) => Object.hasOwn(attributes, name)).map((name) => [name, attributes[name]]),
  );
