// What does the room that talks to Drift make of an answer? FetchContact, asking and transport against a server in a
// test's hands; whether a call may start, or be made again, has tests of its own: here each may, and none is.

import { constant, type Reloading } from '../../config/reloading.ts';
import { type Ask, createAsk, type Outcome } from '../../server/drift/asking.ts';
import type { Arrive } from '../../server/drift/departures.ts';
import { createFetchContact } from '../../server/drift/fetch-contact.ts';
import { createTransport, type Transport } from '../../server/drift/transport.ts';
import type { ProxyError } from '../../server/errors.ts';
import type { ContactAnswer } from '../../server/lookup/ports.ts';
import type { ContactRef } from '../../server/policy/contact-ref.ts';
import { type FakeDrift, type Reply, startFakeDrift } from './fake-drift.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';

export const timeout = 2_000;
export const concurrency = 32;

export type Gist = string | Pick<ProxyError, 'code' | 'reason' | 'retryAfter'>;

export type DriftRoom = {
  readonly drift: FakeDrift;
  readonly clock: ManualClock;
  readonly transport: Transport;
  readonly ask: Ask;
  /** For a visitor. */
  fetchContact(ref: ContactRef): Promise<ContactAnswer>;
  /** What was told of each call, and how long it took. */
  readonly outcomes: readonly (readonly [Outcome, number])[];
  /** What comes of a look-up when Drift answers so: the id that was found, `unknown`, `ambiguous`, or the failure. */
  answerTo(reply: Reply, ref: ContactRef): Promise<Gist>;
  close(): Promise<void>;
};

type Options = { readonly token?: Reloading<string> };

/** The failures of the catalogue, as `answerTo` tells them. */
export const invalid = (reason: string): Gist => ({
  code: 'upstream_invalid',
  reason,
  retryAfter: undefined,
});
export const rejected = (reason: string): Gist => ({
  code: 'upstream_rejected',
  reason,
  retryAfter: undefined,
});
export const unavailable = (reason: string): Gist => ({
  code: 'upstream_unavailable',
  reason,
  retryAfter: 5,
});
export const busy = (retryAfter: number): Gist => ({
  code: 'upstream_busy',
  reason: 'status_429',
  retryAfter,
});
export const tooLate: Gist = { code: 'upstream_timeout', reason: 'deadline', retryAfter: undefined };

export const openDriftRoom = async (
  reply: Reply,
  { token = constant('DRIFT_TOKEN', 'canary-token') }: Options = {},
): Promise<DriftRoom> => {
  const drift = await startFakeDrift(reply);
  const clock = createManualClock();
  const transport = createTransport({ url: drift.url, token, timeout, perMinute: 1, concurrency }, clock);
  const outcomes: [Outcome, number][] = [];
  const arrive: Arrive = () => {};
  const ask = createAsk({
    call: transport.call,
    departures: { depart: async () => arrive, departNow: () => arrive },
    budget: { learn: () => {} },
    breaker: { state: 'closed', opensIn: () => 0, keepAway: () => {} },
    retries: { earn: () => {}, spend: () => false },
    token,
    reread: () => {},
    timeout,
    clock,
    random: () => 0.5,
    called: (outcome, duration) => outcomes.push([outcome, duration]),
  });
  const fetchVisitorsContact = createFetchContact({
    ask,
    slotFor: () => arrive,
    whyShut: () => undefined,
    breaker: { state: 'closed', onShut: () => {} },
    clock,
    timeout,
  });
  const fetchContact = (ref: ContactRef): Promise<ContactAnswer> => fetchVisitorsContact(ref, 'visitor');

  return {
    drift,
    clock,
    transport,
    ask,
    fetchContact,
    outcomes,
    answerTo: (reply, ref) => {
      drift.reply(reply);
      return fetchContact(ref).then(
        (answer) => (answer.kind === 'contact' ? answer.id : answer.kind),
        ({ code, reason, retryAfter }: ProxyError) => ({ code, reason, retryAfter }),
      );
    },
    close: async () => {
      await transport.close();
      await drift.close();
    },
  };
};
