import { beforeEach, describe, expect, it } from '@jest/globals';
import { createMemoryStore, type MemoryStore } from '../../../server/cache/memory.ts';
import { createWatchedMemory } from '../../../server/cache/watched.ts';
import type { Entry, Name } from '../../../server/lookup/entry.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const moment = { asOf: 0, storedAt: 0, jitter: 1, expired: false };
const names: readonly [Name, ...Name[]] = ['id:1', 'email:a'];
const contact: Entry = { ...moment, kind: 'contact', names, values: {}, places: new Set() };

let told: string[];
let memory: MemoryStore;

beforeEach(() => {
  told = [];
  const inner = createMemoryStore({ maxContacts: 10, maxBytes: 1024 * 1024 }, createManualClock());
  const tell = (what: string) => (about: readonly Name[]) =>
    void told.push(
      `${what} ${about.join(' ')}: ${String((inner.read('id:1') as Entry | undefined)?.expired)}`,
    );
  memory = createWatchedMemory(inner, {
    struck: tell('struck'),
    struckAll: () => tell('struck all')([]),
    learned: tell('learned'),
  });
});

describe('whoever watches the entries of a process is told, after it has happened,', () => {
  it('what was learned, by the name that was asked for and all that the contact has', () => {
    memory.write('email:a', contact, 0);
    memory.write('email:b', { ...moment, kind: 'unknown', times: 1 }, 0);
    expect(told).toEqual(['learned email:a id:1 email:a: false', 'learned email:b: false']);
  });

  it('what has expired and what was forgotten', () => {
    memory.write('id:1', contact, 0);
    told = [];
    memory.expire(['id:1']);
    memory.forget(['email:a']);
    expect(told).toEqual(['struck id:1: true', 'struck email:a: undefined']);
  });

  it('that everything has', () => {
    memory.write('id:1', contact, 0);
    told = [];
    memory.expireEverything();
    memory.forgetEverything();
    expect(told).toEqual(['struck all : true', 'struck all : undefined']);
  });

  it('nothing of what was not kept, and nothing of a strike of nothing', () => {
    memory.expire([]);
    memory.forget(['id:1']);
    told = [];
    memory.write('id:1', contact, 0);
    memory.expire([]);
    expect(told).toEqual([]);
  });
});
