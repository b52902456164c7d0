import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStore, type MemoryStore } from '../../../server/cache/memory.ts';
import { sizeOfAbsence, sizeOfContact } from '../../../server/cache/size.ts';
import type { ContactEntry, Entry, Name } from '../../../server/lookup/entry.ts';
import { storeSuite } from '../../suites/store.ts';
import { absentEntry, contactEntry } from '../../support/contacts.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

storeSuite('the memory store', () => {
  const clock = createManualClock();
  return {
    store: createMemoryStore({ maxContacts: 100, maxBytes: 1024 * 1024 }, clock),
    clock,
    end: () => {},
  };
});

let clock: ManualClock;
let store: MemoryStore;

const use = (bounds: { maxContacts?: number; maxBytes?: number }): void => {
  clock = createManualClock();
  store = createMemoryStore({ maxContacts: 100, maxBytes: 1024 * 1024, ...bounds }, clock);
};
beforeEach(() => use({}));

const learn = (asked: Name, entry: Entry): unknown => store.write(asked, entry, store.latestForget());
const numbered = (n: number, note = ''): ContactEntry =>
  contactEntry([`id:${n}`, `external:${n}`, `email:${n}`], { note });
const learnNumbered = (from: number, to: number): void => {
  for (let n = from; n < to; n += 1) learn(`external:${n}`, numbered(n));
};

describe('bounds of the memory store', () => {
  it('keeps no more contacts than allowed, those that were read last', () => {
    use({ maxContacts: 3 });
    learnNumbered(0, 3);
    store.read('external:0');
    learnNumbered(3, 5);
    expect(store.usage().contacts).toBe(3);
    expect([0, 1, 2, 3, 4].map((n) => store.read(`id:${n}`) !== undefined)).toEqual([
      true,
      false,
      false,
      true,
      true,
    ]);
  });

  it('keeps no more absences than allowed', () => {
    use({ maxContacts: 3 });
    for (let n = 0; n < 9; n += 1) learn(`email:${n}`, absentEntry('unknown'));
    expect(store.usage().absences).toBe(3);
    expect(store.read('email:8')?.kind).toBe('unknown');
  });

  it.each([1024, 20_000, 300_000])('never takes more than %i bytes, whatever is written', (maxBytes) => {
    use({ maxBytes, maxContacts: 100_000 });
    for (let n = 0; n < 2_000; n += 1) {
      learn(`id:${n}`, numbered(n, 'x'.repeat((n * 37) % 900)));
      learn(`email:${n}`, absentEntry('ambiguous'));
    }
    expect(store.usage().bytes).toBeLessThanOrEqual(maxBytes);
    expect(store.usage().bytes).toBeGreaterThan(maxBytes / 4);
  });

  it('a flood of unknown names pushes no contact out', () => {
    use({ maxBytes: 8 * 20 * sizeOfAbsence });
    learnNumbered(0, 20);
    for (let n = 0; n < 1_000; n += 1) learn(`external:nobody-${n}`, absentEntry('unknown'));
    expect(store.usage().contacts).toBe(20);
    expect(store.usage().absences).toBe(20);
  });

  it.each(['unknown', 'ambiguous'] as const)(
    'once "%s" is evicted, its name does not lead to the contact that it led to before',
    (kind) => {
      use({ maxBytes: 20_000 });
      learn('email:0', numbered(0));
      learn('email:0', absentEntry(kind));
      for (let n = 1; n < 100; n += 1) learn(`email:${n}`, absentEntry('unknown'));
      expect(store.read('id:0')).toBeDefined();
      expect(store.read('email:0')).toBeUndefined();
    },
  );

  it('an evicted contact leaves no name behind', () => {
    use({ maxContacts: 1 });
    learn('external:0', numbered(0));
    learn('external:1', numbered(1));
    expect(store.read('external:0')).toBeUndefined();
    expect(store.forget(['email:0'])).toBe(0);
  });

  it('an evicted contact that comes back under its id is followed to by no other name', () => {
    use({ maxContacts: 1 });
    learn('external:0', numbered(0));
    learn('external:1', numbered(1));
    learn('id:0', numbered(0));
    expect(store.read('external:0')).toBeUndefined();
  });

  it('an evicted contact does not free the names of one that shares them', () => {
    use({ maxContacts: 2 });
    const heir = contactEntry(['id:1', 'external:0']);
    learn('external:0', numbered(0));
    learn('external:0', heir);
    learn('id:2', numbered(2));
    expect(store.read('id:0')).toBeUndefined();
    expect(store.read('external:0')).toEqual(heir);
  });

  it('when the one of two sharers that a name led to is evicted, it does not lead to the other', () => {
    use({ maxContacts: 2 });
    const heir = contactEntry(['id:1', 'external:0']);
    learn('external:0', numbered(0));
    learn('external:0', heir);
    store.read('id:0');
    learn('id:2', numbered(2));
    expect(store.read('id:1')).toBeUndefined();
    expect(store.read('external:0')).toBeUndefined();
    store.read('id:0');
    learn('id:1', heir);
    expect(store.read('external:0')).toBeUndefined();
  });

  it('does not keep an entry that is larger than the whole cache, and is not harmed by it', () => {
    use({ maxBytes: 10_000 });
    learn('external:0', numbered(0));
    learn('external:1', numbered(1, 'x'.repeat(20_000)));
    expect(store.read('external:1')).toBeUndefined();
    expect(store.read('external:0')).toEqual(numbered(0));
    learn('id:1', numbered(1));
    expect(store.read('external:1')).toBeUndefined();
  });

  it('forgets the smaller entry of a contact that has outgrown the cache', () => {
    use({ maxBytes: 10_000 });
    learn('external:0', numbered(0));
    learn('external:0', numbered(0, 'x'.repeat(20_000)));
    expect(store.read('external:0')).toBeUndefined();
    expect(store.read('id:0')).toBeUndefined();
    expect(store.usage()).toEqual({ contacts: 0, absences: 0, bytes: 0 });
  });

  it('counts nothing once everything is forgotten', () => {
    learnNumbered(0, 9);
    learn('email:nobody', absentEntry('unknown'));
    for (let n = 0; n < 9; n += 1) store.forget([`external:${n}`]);
    store.forget(['email:nobody']);
    expect(store.usage()).toEqual({ contacts: 0, absences: 0, bytes: 0 });
  });
});

describe('the size of an entry', () => {
  const sizeOf = (note: string | string[]): number => sizeOfContact(contactEntry(['id:1'], { note }));

  it('grows by two bytes with each character', () => {
    expect(sizeOf('x'.repeat(1_000)) - sizeOf('')).toBe(2_000);
  });

  it('counts the elements of lists', () => {
    expect(sizeOf(['x'.repeat(1_000), 'y'])).toBeGreaterThan(sizeOf(['x'.repeat(1_000)]));
    expect(sizeOf(['x'.repeat(1_000)])).toBeGreaterThan(2_000);
  });

  it('counts names', () => {
    expect(sizeOfContact(numbered(1))).toBeGreaterThan(sizeOfContact(contactEntry(['id:1'], { note: '' })));
  });
});

describe('what was forgotten', () => {
  it('is remembered for two minutes, longer than any flight', () => {
    store.forget(['id:1']);
    clock.advance(120_000);
    store.forget(['id:2']);
    expect(store.write('id:1', numbered(1), 0)).toBe(false);
    expect(store.write('id:3', numbered(3), 0)).toBe(true);
  });

  it('once that is over, flights from before it keep nothing at all, whomever they are about', () => {
    store.forget(['id:1']);
    clock.advance(120_001);
    store.forget(['id:2']);
    expect(store.write('id:3', numbered(3), 0)).toBe(false);
    expect(store.write('id:1', numbered(1), 1)).toBe(true);
  });
});
