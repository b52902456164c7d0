// A change makes everything by any name of the contact ask anew, costs no call where that is known, and writes nothing.

import { describe, expect, it } from '@jest/globals';
import { createMemoryStore } from '../../../server/cache/memory.ts';
import { ProxyError } from '../../../server/errors.ts';
import { createAliases } from '../../../server/lookup/aliases.ts';
import { createChanges } from '../../../server/lookup/changes.ts';
import { createFurtherNames } from '../../../server/lookup/further-names.ts';
import type { ContactChanged, Lane, Store } from '../../../server/lookup/ports.ts';
import { type ContactRef, contactRef } from '../../../server/policy/contact-ref.ts';
import { absentEntry, contact, contactEntry, ref, unknown } from '../../support/contacts.ts';
import { createHeldFetch, settle } from '../../support/held-fetch.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const aliases = createAliases(new Uint8Array(32));
const name = (kind: 'id' | 'external' | 'email', value: string) => aliases.nameOf(ref(kind, value));

const id = name('id', '7');
const external = name('external', 'user-7');
const email = name('email', 'seven@example.com');
const newEmail = name('email', 'new@example.com');

const nothing: ContactChanged = { id: undefined, externalIds: [], emails: [], paths: undefined };
/** What `{ endUserId: 7 }` says. */
const onlyId: ContactChanged = { ...nothing, id: '7' };
const at = (...paths: string[][]): ContactChanged => ({ ...onlyId, paths });

/** Long enough for events that come together. */
const gathering = 100;

const visible = [
  ['plan'],
  ['socialProfiles', 'employment', 'title'],
  ['last_context_location'],
  ['a.b', 'c'],
];

const open = () => {
  const clock = createManualClock();
  const store = createMemoryStore({ maxContacts: 100, maxBytes: 1024 * 1024 }, clock);
  const drift = createHeldFetch();
  const lanes: Lane[] = [];
  const failures: unknown[] = [];
  const written: unknown[] = [];
  const watched: Store = {
    ...store,
    write: (...args) => {
      written.push(args);
      return store.write(...args);
    },
  };
  const fetchContact = (asked: ContactRef, lane: Lane) => {
    lanes.push(lane);
    return drift.fetchContact(asked, lane);
  };
  const changes = createChanges({
    store: watched,
    aliases,
    furtherNames: createFurtherNames({
      store: watched,
      aliases,
      fetchContact,
      clock,
      failed: (error) => failures.push(error),
    }),
    contactRef,
    visiblePaths: () => visible,
  });

  store.write(id, contactEntry([id, external, email], { plan: 'pro' }), store.latestForget());
  for (const led of [external, email])
    store.write(led, contactEntry([id, external, email], { plan: 'pro' }), store.latestForget());
  store.write(newEmail, absentEntry('unknown'), store.latestForget());

  return {
    clock,
    store,
    drift,
    lanes,
    failures,
    written,
    changes,
    isExpired: (asked: typeof id) => store.read(asked)?.expired,
    later: async () => {
      clock.advance(gathering);
      await settle();
    },
  };
};

describe('a change', () => {
  it.each<[string, Partial<ContactChanged>]>([
    ['the id', { id: '7' }],
    ['the external id', { externalIds: ['user-7'] }],
    ['the e-mail, in any case', { emails: ['SEVEN@example.COM'] }],
    ['one of several', { externalIds: ['user-9', 'user-7'] }],
  ])('told by %s expires the contact by whatever name', async (_by, change) => {
    const { changes, isExpired } = open();
    expect(await changes.note({ ...nothing, ...change })).toBe('expired');
    expect([id, external, email].map(isExpired)).toEqual([true, true, true]);
  });

  it('keeps the last good answer as a stand-in, and what it was', async () => {
    const { changes, store } = open();
    const before = store.read(id);
    await changes.note(onlyId);
    expect(store.read(id)).toEqual({ ...before, expired: true });
  });

  it('leaves everybody else alone', async () => {
    const { changes, store, isExpired } = open();
    const [other, otherEmail] = [name('id', '8'), name('email', 'eight@example.com')];
    store.write(other, contactEntry([other, otherEmail], {}), store.latestForget());
    await changes.note({ ...onlyId, externalIds: ['user-7'], emails: ['seven@example.com'] });
    expect([isExpired(other), isExpired(newEmail)]).toEqual([false, false]);
  });

  it('expires that nobody was known by an e-mail that somebody has now', async () => {
    const { changes, isExpired } = open();
    await changes.note({ ...nothing, id: '7', emails: ['old@example.com', 'new@example.com'] });
    expect(isExpired(newEmail)).toBe(true);
  });

  it('expires that several had an e-mail', async () => {
    const { changes, store, isExpired } = open();
    const shared = name('email', 'shared@example.com');
    store.write(shared, absentEntry('ambiguous'), store.latestForget());
    await changes.note({ ...onlyId, emails: ['shared@example.com'] });
    expect(isExpired(shared)).toBe(true);
  });

  it('outruns every answer that was asked for before', async () => {
    const { changes, store } = open();
    const begun = store.latestForget();
    await changes.note(onlyId);
    expect(store.write(email, contactEntry([id, email], { plan: 'old' }), begun)).toBe(false);
  });

  it.each<[string, Partial<ContactChanged>]>([
    ['nothing at all', {}],
    ['an id that nobody can have', { id: '0' }],
    ['an id with a fraction', { id: '7.5' }],
    ['texts that are no names', { id: 'seven', externalIds: ['\u0000'], emails: ['not an e-mail'] }],
  ])('that names %s expires nothing and disturbs no flight', async (_what, change) => {
    const { changes, store, isExpired } = open();
    const before = store.latestForget();
    expect(await changes.note({ ...nothing, ...change })).toBe('unnamed');
    expect([id, newEmail].map(isExpired)).toEqual([false, false]);
    expect(store.latestForget()).toBe(before);
  });

  it('never writes, however often and in whatever order it is told', async () => {
    const { changes, written, drift, later } = open();
    for (const change of [onlyId, at(['plan']), onlyId, { ...onlyId, emails: ['seven@example.com'] }])
      await changes.note(change);
    await later();
    await drift.last.answer(contact('7', { email: 'new@example.com', plan: 'new' }));
    expect(written).toEqual([]);
  });

  it('that the store did not hear of is not taken for told', async () => {
    const changes = createChanges({
      store: { expire: () => Promise.reject(new Error('the store is away')) },
      aliases,
      furtherNames: { expireSoon: () => {} },
      contactRef,
      visiblePaths: () => visible,
    });
    await expect(changes.note(onlyId)).rejects.toThrow('away');
  });
});

describe('a diff', () => {
  it.each<[string, string[][]]>([
    ['a visible place', [['plan']]],
    ['a map with a visible place in it', [['socialProfiles']]],
    ['a map within that', [['socialProfiles', 'employment']]],
    ['a visible place itself', [['socialProfiles', 'employment', 'title']]],
    ['something in a visible place', [['last_context_location', 'city']]],
    ['a place whose key holds a dot', [['a', 'b', 'c']]],
    ['the beginning of a key that holds a dot', [['a']]],
    ['one visible place among others', [['score'], ['plan'], ['tags']]],
    ['the e-mail, which nobody may see', [['email']]],
    ['the external id', [['externalId']]],
    ['the external id in its other spelling', [['external_id']]],
  ])('of %s expires', async (_what, paths) => {
    const { changes, isExpired } = open();
    expect(await changes.note(at(...paths))).toBe('expired');
    expect(isExpired(id)).toBe(true);
  });

  it.each<[string, string[][]]>([
    ['places that nobody may see', [['score'], ['tags'], ['last_active']]],
    ['a neighbour in the same map', [['socialProfiles', 'employment', 'name']]],
    ['another map', [['socialProfiles', 'twitter']]],
    ['a key that begins with the same letters', [['planet']]],
    ['a key that is the beginning of a visible one', [['pla']]],
    ['a key like the e-mail', [['emails'], ['socialProfiles', 'email']]],
  ])('of %s changes nothing', async (_what, paths) => {
    const { changes, store, drift, isExpired, later } = open();
    const before = store.latestForget();
    expect(await changes.note(at(...paths))).toBe('ignored');
    await later();
    expect([isExpired(id), store.latestForget(), drift.calls.length]).toEqual([false, before, 0]);
  });

  it('that touches no name asks nobody for names, known contact or not', async () => {
    const { changes, drift, later } = open();
    await changes.note(at(['plan']));
    await changes.note({ ...at(['plan']), id: '999' });
    await later();
    expect(drift.calls).toHaveLength(0);
  });

  it('that touches the e-mail without telling it asks for the names', async () => {
    const { changes, drift, later } = open();
    await changes.note(at(['email']));
    await later();
    expect(drift.calls).toHaveLength(1);
  });
});

describe('an event with nothing but an id', () => {
  it('expires what rests under the names that Drift then tells', async () => {
    const { changes, drift, lanes, isExpired, later } = open();
    await changes.note(onlyId);
    expect(isExpired(newEmail)).toBe(false);
    await later();
    expect(drift.calls.map(({ ref: asked }) => asked)).toEqual([ref('id', '7')]);
    expect(lanes).toEqual(['background']);
    await drift.last.answer(contact('7', { externalId: 'user-7', email: 'new@example.com' }));
    expect(isExpired(newEmail)).toBe(true);
  });

  it('expires another contact that was known by the e-mail', async () => {
    const { changes, store, drift, isExpired, later } = open();
    const [other, taken] = [name('id', '8'), name('email', 'taken@example.com')];
    store.write(taken, contactEntry([other, taken], {}), store.latestForget());
    await changes.note(onlyId);
    await later();
    await drift.last.answer(contact('7', { email: 'taken@example.com' }));
    expect(isExpired(other)).toBe(true);
  });

  it('outruns an answer under way that nobody is known by the new e-mail', async () => {
    const { changes, store, drift, later } = open();
    const unseen = name('email', 'unseen@example.com');
    const begun = store.latestForget();
    await changes.note(onlyId);
    await later();
    await drift.last.answer(contact('7', { email: 'unseen@example.com' }));
    expect(store.write(unseen, absentEntry('unknown'), begun)).toBe(false);
  });

  it('leaves alone what a visitor has meanwhile made fresh', async () => {
    const { changes, store, drift, isExpired, later } = open();
    await changes.note(onlyId);
    store.write(email, contactEntry([id, external, email], { plan: 'new' }), store.latestForget());
    await later();
    await drift.last.answer(contact('7', { externalId: 'user-7', email: 'seven@example.com' }));
    expect([id, external, email].map(isExpired)).toEqual([false, false, false]);
  });

  it.each<[string, ContactChanged]>([
    ['the e-mail', { ...onlyId, emails: ['seven@example.com'] }],
    ['the external id', { ...onlyId, externalIds: ['user-7'] }],
  ])('but with %s costs no call', async (_what, change) => {
    const { changes, drift, later } = open();
    await changes.note(change);
    await later();
    expect(drift.calls).toHaveLength(0);
  });

  it('that comes many times at once costs one call', async () => {
    const { changes, drift, clock, later } = open();
    for (let copy = 0; copy < 50; copy += 1) await changes.note(onlyId);
    clock.advance(gathering - 1);
    await changes.note(onlyId);
    await later();
    expect(drift.calls).toHaveLength(1);
  });

  it('that comes after the call has begun gets one of its own: the answer may be older', async () => {
    const { changes, drift, isExpired, later } = open();
    await changes.note(onlyId);
    await later();
    await changes.note(onlyId);
    await drift.last.answer(contact('7', { email: 'seven@example.com' }));
    expect(isExpired(newEmail)).toBe(false);
    await later();
    await drift.last.answer(contact('7', { email: 'new@example.com' }));
    expect([isExpired(newEmail), drift.calls.length]).toEqual([true, 2]);
  });

  it('that comes again and again while Drift is slow costs one call under way and one after it', async () => {
    const { changes, drift, later } = open();
    for (let delivery = 0; delivery < 30; delivery += 1) {
      await changes.note(onlyId);
      await later();
    }
    expect(drift.calls).toHaveLength(1);
    await drift.last.answer(contact('7'));
    await later();
    expect(drift.calls).toHaveLength(2);
    await drift.last.answer(contact('7'));
    await later();
    expect(drift.calls).toHaveLength(2);
  });

  it('that came while a call was under way has its own also when that call failed', async () => {
    const { changes, drift, later } = open();
    await changes.note(onlyId);
    await later();
    await changes.note(onlyId);
    await drift.last.fail(new ProxyError('upstream_timeout'));
    await later();
    expect(drift.calls).toHaveLength(2);
  });

  it('does not wait for the call about somebody else', async () => {
    const { changes, drift, later } = open();
    await changes.note(onlyId);
    await later();
    await changes.note({ ...onlyId, id: '8' });
    await later();
    expect(drift.calls.map(({ ref: asked }) => asked.value)).toEqual(['7', '8']);
  });

  it('of two contacts costs a call for each', async () => {
    const { changes, drift, later } = open();
    await changes.note(onlyId);
    await changes.note({ ...onlyId, id: '8' });
    await later();
    expect(drift.calls.map(({ ref: asked }) => asked.value)).toEqual(['7', '8']);
  });

  it('is given up when there is no slot, and the next one tries again', async () => {
    const { changes, drift, failures, later } = open();
    const busy = new ProxyError('upstream_busy', { reason: 'budget' });
    await changes.note(onlyId);
    await later();
    await drift.last.fail(busy);
    expect(failures).toEqual([busy]);
    await changes.note(onlyId);
    await later();
    expect(drift.calls).toHaveLength(2);
  });

  it('of nobody that Drift knows ends there', async () => {
    const { changes, drift, failures, isExpired, later } = open();
    await changes.note(onlyId);
    await later();
    await drift.last.answer(unknown);
    expect([isExpired(newEmail), failures]).toEqual([false, []]);
  });
});

describe('a forget', () => {
  it('wins over a change that comes after it, and over the names that follow', async () => {
    const { changes, store, drift, later } = open();
    store.forget([id]);
    await changes.note(onlyId);
    await later();
    await drift.last.answer(contact('7', { externalId: 'user-7', email: 'seven@example.com' }));
    expect([id, external, email].map((asked) => store.read(asked))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
