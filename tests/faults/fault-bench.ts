// What does a visitor get while Drift fails? A whole server, a Drift that can be made to fail, and time in the test's hands.

import { setImmediate } from 'node:timers/promises';
import { faultContacts, idOf, visitorOf } from '../../sandbox/faults/fault-contacts.ts';
import { createFaultProxy } from '../../sandbox/faults/fault-proxy.ts';
import { createSandbox } from '../../sandbox/sandbox.ts';
import { type Body, type Told, toldBy } from '../../scripts/faults/told.ts';
import { canary } from '../support/canary.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { startProxy } from '../support/proxy.ts';
import { until } from '../support/until.ts';

export const seconds = 1_000;
export const minutes = 60 * seconds;

/** The default of DRIFT_REQUESTS_PER_MINUTE. */
const perMinute = 540;
const contacts = 300;
/** Milliseconds by which time goes on while `pass` lets it. */
const step = 10;
/** What is on its way must arrive before time goes on: so many turns of the event loop for each step of the clocks. */
const turns = 5;

/** By external id unless the token holds an id of Drift, which is asked for in a call of its own. */
const contactClaims = [
  { claim: 'drift_id', kind: 'id' },
  { claim: 'sub', kind: 'external' },
] as const;

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < turns; turn += 1) await setImmediate();
};

export const openFaultBench = async () => {
  const theirClock = createManualClock();
  const sandbox = createSandbox({
    token: canary.driftToken,
    webhookToken: canary.webhookToken,
    clock: theirClock,
    requestsPerMinute: Number.POSITIVE_INFINITY,
    contacts: faultContacts(contacts),
  });
  const drift = createFaultProxy({ driftUrl: (await sandbox.listen(0)).url, clock: theirClock });
  const { url: driftUrl } = await drift.listen();
  const proxy = await startProxy({
    driftUrl,
    sandbox: { contacts: [] },
    config: { policy: { contactClaims }, drift: { perMinute } },
  });
  await until('the check of the token is over', () => drift.calls.length === 1 && drift.underway === 0);
  drift.reset();
  let waiting = 0;
  const begun = theirClock.now();
  const now = (): number => theirClock.now() - begun;

  const ask = async (index: number, claims: Record<string, unknown>): Promise<Told> => {
    waiting += 1;
    const response = await fetch(`${proxy.url}/v1/me/attributes`, { headers: proxy.bearer(claims) });
    const told = toldBy(index, response.status, (await response.json()) as Body);
    waiting -= 1;
    return told;
  };

  const advance = (milliseconds: number): void => {
    theirClock.advance(milliseconds);
    proxy.clock.advance(milliseconds);
  };

  return {
    drift,
    /** Visitor number `index` comes; no time goes by. */
    visit: (index: number): Promise<Told> => ask(index, { sub: visitorOf(index) }),
    /** The same, with a session that names the contact by its id. */
    visitById: (index: number): Promise<Told> => ask(index, { sub: visitorOf(index), drift_id: idOf(index) }),
    /** How many milliseconds went by until the visitor was told, while somebody else lets time go by. */
    async clocked(telling: Promise<Told>): Promise<{ readonly told: Told; readonly after: number }> {
      const came = now();
      return { told: await telling, after: now() - came };
    },
    /** Lets time go by until the visitor was told, and says how many milliseconds that took. */
    async timed(telling: Promise<Told>): Promise<{ readonly told: Told; readonly after: number }> {
      let after: number | undefined;
      let passed = 0;
      const told = telling.finally(() => {
        after = passed;
      });
      await settle();
      for (; after === undefined; passed += 1) {
        advance(1);
        await settle();
      }
      return { told: await told, after };
    },
    /** Time goes by, and whatever happens in it. */
    async pass(milliseconds: number): Promise<void> {
      for (let passed = 0; passed < milliseconds; passed += step) {
        advance(step);
        if (waiting > 0 || drift.underway > 0) await settle();
        else await setImmediate();
      }
    },
    /** Time goes by while nothing is under way. */
    skip: advance,
    async close(): Promise<void> {
      let stopped = false;
      const stopping = proxy.stop().finally(() => {
        stopped = true;
      });
      await until('the server has stopped', () => {
        advance(1); // a stop takes time, too
        return stopped;
      });
      await stopping;
      await drift.close();
      await sandbox.close();
    },
  };
};

export type FaultBench = Awaited<ReturnType<typeof openFaultBench>>;
