// Who is already asking Drift for this? One flight per name; a request that comes after a forget takes a new one.

import type { Entry, Name } from './entry.ts';

type Flight = { readonly begun: number; readonly landing: Promise<Entry> };

export type Flights = {
  /** Joins the flight for `name`, or starts one with `depart`. */
  join(name: Name, depart: () => Promise<Entry>): Promise<Entry>;
  /** How many are under way. */
  readonly size: number;
};

/** `latestForget` gives the number of the latest forget or expiry; a flight that began before it is not joined. */
export const createFlights = (latestForget: () => number): Flights => {
  const airborne = new Map<Name, Flight>();

  return {
    join(name, depart) {
      const begun = latestForget();
      const current = airborne.get(name);
      if (current !== undefined && current.begun === begun) return current.landing;

      const landing = depart().finally(() => {
        if (airborne.get(name) === flight) airborne.delete(name);
      });
      const flight: Flight = { begun, landing };
      airborne.set(name, flight);
      return landing;
    },
    get size() {
      return airborne.size;
    },
  };
};
