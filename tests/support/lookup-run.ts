// What may happen to a look-up, in any order? Random finds, answers, expiries, forgets and waits, and what came of them.

import fc from 'fast-check';
import type { Entry } from '../../server/lookup/entry.ts';
import type { Found } from '../../server/lookup/lookup.ts';
import type { ContactAnswer } from '../../server/lookup/ports.ts';
import type { ContactRef } from '../../server/policy/contact-ref.ts';
import { contact, ref } from './contacts.ts';
import { settle } from './held-fetch.ts';
import { createBench, lifetimes, minutes } from './lookup-bench.ts';

const ids = ['1', '2'];
const externalIds = ['ada', 'bob'];
const emails = ['one@example.com', 'two@example.com'];
export const everyName = [
  ...ids.map((id) => ref('id', id)),
  ...externalIds.map((externalId) => ref('external', externalId)),
  ...emails.map((email) => ref('email', email)),
];

/** What Drift may say to a question: names move between contacts from one answer to the next, as they may in Drift. */
type Said = {
  readonly kind: ContactAnswer['kind'] | 'outage';
  readonly names: readonly [string, string, string];
};

export type Step =
  | { readonly do: 'find' | 'forget' | 'expire'; readonly who: ContactRef }
  | { readonly do: 'wait'; readonly time: number }
  | { readonly do: 'land'; readonly which: number; readonly said: Said };

const anyName = fc.constantFrom(...everyName);
const anythingSaid: fc.Arbitrary<Said> = fc.record({
  kind: fc.constantFrom('contact', 'contact', 'contact', 'unknown', 'ambiguous', 'outage'),
  names: fc.tuple(fc.constantFrom(...ids), fc.constantFrom(...externalIds), fc.constantFrom(...emails)),
});
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('find' as const), who: anyName }) },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('land' as const), which: fc.nat(3), said: anythingSaid }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('forget' as const, 'expire' as const), who: anyName }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), time: fc.nat(20 * minutes) }) },
);

export const same = (one: ContactRef, other: ContactRef): boolean =>
  one.kind === other.kind && one.value === other.value;

/** One run: does steps, and knows from outside what happened in which order. */
export const createLookupRun = () => {
  const bench = createBench();
  let moment = 0;
  /** When each call to Drift began, and which names its answer had, the one by id first. */
  const departures: { readonly at: number; names: readonly ContactRef[] }[] = [];
  const strikes: { readonly at: number; readonly how: 'forget' | 'expire'; readonly who: ContactRef }[] = [];
  const landed = new Set<number>();
  const searches: Promise<void>[] = [];
  const servedFromBeforeForget: ContactRef[] = [];
  let finds = 0;

  const noteDepartures = (): void => {
    while (departures.length < bench.drift.calls.length) departures.push({ at: moment, names: [] });
  };

  /** Entries carry the number of the call that they were made from, in place of a plan. */
  const flightOf = (entry: Entry | undefined): number | undefined =>
    entry?.kind === 'contact' ? Number(entry.values['plan']) : undefined;

  /** Whether the entry comes from a call that began before its contact was struck, until that moment. */
  const isFromBefore = (how: 'forget' | 'expire', entry: Entry | undefined, until = moment): boolean => {
    const departure = departures[flightOf(entry) ?? -1];
    if (departure === undefined) return false;
    const struck = strikes.filter(({ at }) => at > departure.at && at <= until);
    return struck.some((one) => one.how === how && departure.names.some((name) => same(name, one.who)));
  };

  const note = (flight: number, names: readonly ContactRef[]): void => {
    const departure = departures[flight];
    if (departure !== undefined) departure.names = names;
  };

  const answerOf = (
    flight: number,
    asked: ContactRef,
    { kind, names: [id, externalId, email] }: Said,
  ): ContactAnswer => {
    if (kind !== 'contact') return { kind: kind === 'ambiguous' ? 'ambiguous' : 'unknown' };
    const described = { id, externalId, email };
    if (asked.kind === 'id') described.id = asked.value;
    if (asked.kind === 'external') described.externalId = asked.value;
    if (asked.kind === 'email') described.email = asked.value;
    const { id: toldId, ...told } = described;
    note(flight, [ref('id', toldId), ref('external', told.externalId), ref('email', told.email)]);
    return contact(toldId, { ...told, plan: String(flight) });
  };

  const land = async (which: number, what: Said): Promise<void> => {
    const waiting = bench.drift.calls.map((_, flight) => flight).filter((flight) => !landed.has(flight));
    const flight = waiting[which % Math.max(1, waiting.length)];
    const call = flight === undefined ? undefined : bench.drift.calls[flight];
    if (flight === undefined || call === undefined) return;
    landed.add(flight);
    if (what.kind === 'outage') await call.fail(new Error('outage'));
    else await call.answer(answerOf(flight, call.ref, what));
  };

  const search = (asked: ContactRef): void => {
    finds += 1;
    const begun = moment;
    const check = ({ entry }: Found): void => {
      if (isFromBefore('forget', entry, begun)) servedFromBeforeForget.push(asked);
    };
    searches.push(bench.lookup.find(asked).then(check, () => {}));
  };

  const strike = async (how: 'forget' | 'expire', who: ContactRef): Promise<void> => {
    if (how === 'forget') await bench.lookup.forget(who);
    else bench.expire(who);
    strikes.push({ at: moment, how, who });
  };

  const act = async (now: Step): Promise<void> => {
    moment += 1;
    if (now.do === 'find') search(now.who);
    if (now.do === 'wait') bench.clock.advance(now.time);
    if (now.do === 'land') await land(now.which, now.said);
    if (now.do === 'expire' || now.do === 'forget') await strike(now.do, now.who);
    noteDepartures();
    await settle();
  };

  const callsInTheAirFor = (asked: ContactRef): number =>
    bench.drift.calls.filter((call, flight) => !landed.has(flight) && same(call.ref, asked)).length;

  const namesOf = (entry: Entry | undefined): readonly ContactRef[] =>
    departures[flightOf(entry) ?? -1]?.names ?? [];

  const isMisled = (name: ContactRef, names: readonly ContactRef[]): boolean => {
    const [id] = names;
    if (id === undefined) return false;
    const named = bench.drift.calls.some(
      (call, flight) => same(call.ref, name) && departures[flight]?.names.some((one) => same(one, id)),
    );
    return !names.some((one) => same(one, name)) || (name.kind !== 'id' && !named);
  };

  return {
    act,
    /** Those who asked after a forget and were answered with what Drift was asked for before it. */
    servedFromBeforeForget,
    cachedFromBeforeForget: () => everyName.filter((name) => isFromBefore('forget', bench.cached(name))),
    cachedFromBeforeExpiry: () =>
      everyName.filter(
        (name) => isFromBefore('expire', bench.cached(name)) && bench.cached(name)?.expired === false,
      ),
    /** Names under which a contact rests that did not carry them, or that Drift never gave when asked for them. */
    misled: () => everyName.filter((name) => isMisled(name, namesOf(bench.cached(name)))),
    callsInTheAirFor,
    strikes: () => strikes.length,
    calls: () => bench.drift.calls.length,
    finds: () => finds,
    /** Lets every call fail that is still waiting, and then everybody be answered. */
    end: async () => {
      for (const call of bench.drift.calls) await call.fail(new Error('outage'));
      bench.clock.advance(lifetimes.stale);
      await Promise.all(searches);
    },
  };
};

export type LookupRun = ReturnType<typeof createLookupRun>;
