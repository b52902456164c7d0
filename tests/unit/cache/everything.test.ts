import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStore, type MemoryStore } from '../../../server/cache/memory.ts';
import type { Entry } from '../../../server/lookup/entry.ts';
import { absentEntry, contactEntry } from '../../support/contacts.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const ada = contactEntry(['id:1', 'external:ada', 'email:ada'], { plan: 'pro' });
const nobody = absentEntry('unknown');

let store: MemoryStore;
const expiredUnder = (name: 'id:1' | 'external:ada' | 'email:nobody'): boolean | undefined =>
  (store.read(name) as Entry | undefined)?.expired;

beforeEach(() => {
  store = createMemoryStore({ maxContacts: 100, maxBytes: 1024 * 1024 }, createManualClock());
  store.write('external:ada', ada, 0);
  store.write('email:nobody', nobody, 0);
});

describe('expiring everything', () => {
  it('marks contacts under every name, and those who are nobody', () => {
    store.expireEverything();
    expect(store.read('external:ada')).toEqual({ ...ada, expired: true });
    expect(store.read('id:1')).toEqual({ ...ada, expired: true });
    expect(store.atHand('email:nobody')).toEqual({ ...nobody, expired: true });
  });

  it('gives one and the same entry from then on, on which a setback can hang', () => {
    store.expireEverything();
    expect(store.read('id:1')).toBe(store.read('external:ada'));
  });

  it('leaves alone what is kept afterwards', () => {
    store.expireEverything();
    store.write('external:ada', ada, store.latestForget());
    expect(store.read('external:ada')).toBe(ada);
    expect(expiredUnder('email:nobody')).toBe(true);
  });

  it('can be done again', () => {
    store.expireEverything();
    store.write('external:ada', ada, store.latestForget());
    store.expireEverything();
    expect(expiredUnder('id:1')).toBe(true);
  });

  it('changes neither what is counted nor what can be forgotten', () => {
    const before = store.usage();
    store.expireEverything();
    expect(store.usage()).toEqual(before);
    expect(store.forget(['email:ada'])).toBe(1);
    expect(store.read('external:ada')).toBeUndefined();
  });
});

describe('forgetting everything', () => {
  it('leaves nothing', () => {
    store.forgetEverything();
    for (const name of ['id:1', 'external:ada', 'email:nobody'] as const)
      expect(store.read(name)).toBeUndefined();
    expect(store.usage()).toEqual({ contacts: 0, absences: 0, bytes: 0 });
  });

  it('leaves no name behind that would lead to a contact that comes back', () => {
    store.forgetEverything();
    store.write('id:1', ada, store.latestForget());
    expect(store.read('external:ada')).toBeUndefined();
    expect(store.read('id:1')).toBe(ada);
  });
});

describe.each(['expireEverything', 'forgetEverything'] as const)('an answer from before %s', (strike) => {
  it('is not kept, whomever it is about', () => {
    const begun = store.latestForget();
    store[strike]();
    expect(store.write('id:9', contactEntry(['id:9']), begun)).toBe(false);
    expect(store.write('id:9', contactEntry(['id:9']), store.latestForget())).toBe(true);
  });
});
