import { beforeEach, describe, expect, it } from '@jest/globals';
import { createTombstones, type Tombstones } from '../../../server/cache/tombstones.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

let clock: ManualClock;
let tombstones: Tombstones;

beforeEach(() => {
  clock = createManualClock();
  tombstones = createTombstones(clock, { keepFor: 1_000, maxNames: 3 });
});

describe('tombstones', () => {
  it('number what is forgotten together with one number', () => {
    tombstones.set(['id:1', 'id:2']);
    expect(tombstones.latest).toBe(1);
    tombstones.set([]);
    expect(tombstones.latest).toBe(2);
  });

  it('tell of names that were forgotten after a flight began, and of those alone', () => {
    tombstones.set(['id:1']);
    tombstones.set(['id:2']);
    expect(tombstones.forgottenSince(1, ['id:1'])).toBe(false);
    expect(tombstones.forgottenSince(1, ['id:2'])).toBe(true);
    expect(tombstones.forgottenSince(1, ['id:1', 'id:3', 'id:2'])).toBe(true);
    expect(tombstones.forgottenSince(0, ['id:3'])).toBe(false);
  });

  it('stand until they are old enough', () => {
    tombstones.set(['id:1']);
    clock.advance(1_000);
    tombstones.set(['id:2']);
    expect(tombstones.forgottenSince(0, ['id:1'])).toBe(true);
    expect(tombstones.forgottenSince(0, ['id:3'])).toBe(false);
  });

  it('once given up for their age, speak against every flight from before them', () => {
    tombstones.set(['id:1']);
    clock.advance(1_001);
    tombstones.set(['id:2']);
    expect(tombstones.forgottenSince(0, ['id:3'])).toBe(true);
    expect(tombstones.forgottenSince(1, ['id:3'])).toBe(false);
  });

  it('once given up for their number, the oldest first, speak against every flight from before them', () => {
    for (const name of ['id:1', 'id:2', 'id:3', 'id:4', 'id:5'] as const) tombstones.set([name]);
    expect(tombstones.forgottenSince(1, ['id:9'])).toBe(true);
    expect(tombstones.forgottenSince(2, ['id:9'])).toBe(false);
    expect(tombstones.forgottenSince(2, ['id:3'])).toBe(true);
  });

  it('count as new when their name is forgotten again', () => {
    for (const name of ['id:1', 'id:2', 'id:3', 'id:1', 'id:4'] as const) tombstones.set([name]);
    expect(tombstones.forgottenSince(2, ['id:9'])).toBe(false);
    expect(tombstones.forgottenSince(2, ['id:1'])).toBe(true);
  });

  it('forgotten together, more than there is room for, speak against every flight from before', () => {
    tombstones.set(['id:1', 'id:2', 'id:3', 'id:4', 'id:5']);
    expect(tombstones.forgottenSince(0, ['id:9'])).toBe(true);
    expect(tombstones.forgottenSince(1, ['id:9'])).toBe(false);
  });

  it('of everything speak against every flight from before, and against none from after', () => {
    tombstones.set(['id:1']);
    tombstones.setAll();
    expect(tombstones.latest).toBe(2);
    expect(tombstones.forgottenSince(1, ['id:9'])).toBe(true);
    expect(tombstones.forgottenSince(2, ['id:1'])).toBe(false);
  });
});
