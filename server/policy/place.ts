// Where in a Drift contact is a value found? Places, and the key that tells two of them apart.

import type { Place } from './policy.ts';

type Where = Pick<Place, 'from' | 'json' | 'each'>;

/**
 * Equal places have equal keys and different places different ones: JSON keeps the borders between
 * the parts, which a joined text would not (`a.b` may be two keys or one that holds a dot).
 */
const placeKey = ({ from, json, each }: Where): string => JSON.stringify([from, json ?? null, each ?? null]);

export const createPlace = ({ from, json, each }: Where): Place => ({
  key: placeKey({ from, json, each }),
  from,
  json,
  each,
});
