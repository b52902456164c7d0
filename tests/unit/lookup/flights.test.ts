import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Entry } from '../../../server/lookup/entry.ts';
import { createFlights, type Flights } from '../../../server/lookup/flights.ts';
import { contactEntry } from '../../support/contacts.ts';

const ada = contactEntry(['id:1']);
const newerAda = contactEntry(['id:1'], { plan: 'pro' });

type Departure = { land(entry: Entry): void; crash(error: Error): void };

let latestForget: number;
let flights: Flights;
let departures: Departure[];

const depart = (): Promise<Entry> =>
  new Promise((land, crash) => {
    departures.push({ land, crash });
  });

beforeEach(() => {
  latestForget = 0;
  departures = [];
  flights = createFlights(() => latestForget);
});

describe('flights', () => {
  it('are shared by all who ask for one name', async () => {
    const first = flights.join('id:1', depart);
    const second = flights.join('id:1', depart);
    expect(departures).toHaveLength(1);
    departures[0]?.land(ada);
    expect(await Promise.all([first, second])).toEqual([ada, ada]);
  });

  it('are not shared between names', () => {
    flights.join('id:1', depart);
    flights.join('id:2', depart);
    flights.join('external:1', depart);
    expect(departures).toHaveLength(3);
    expect(flights.size).toBe(3);
  });

  it('are joined no more once they have landed', async () => {
    const first = flights.join('id:1', depart);
    departures[0]?.land(ada);
    await first;
    expect(flights.size).toBe(0);
    flights.join('id:1', depart);
    expect(departures).toHaveLength(2);
  });

  it('fail for all who joined, and are joined no more', async () => {
    const crash = new Error('crash');
    const both = [flights.join('id:1', depart), flights.join('id:1', depart)];
    departures[0]?.crash(crash);
    expect(await Promise.allSettled(both)).toEqual([
      { status: 'rejected', reason: crash },
      { status: 'rejected', reason: crash },
    ]);
    expect(flights.size).toBe(0);
  });

  it('that began before a forget are not joined after it', async () => {
    const before = flights.join('id:1', depart);
    latestForget = 1;
    const after = flights.join('id:1', depart);
    expect(departures).toHaveLength(2);
    departures[0]?.land(ada);
    departures[1]?.land(newerAda);
    expect(await Promise.all([before, after])).toEqual([ada, newerAda]);
  });

  it('that land late take nothing away from the one that is joined now', async () => {
    const before = flights.join('id:1', depart);
    latestForget = 1;
    flights.join('id:1', depart);
    departures[0]?.land(ada);
    await before;
    flights.join('id:1', depart);
    expect(departures).toHaveLength(2);
  });
});
