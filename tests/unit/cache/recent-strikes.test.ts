import { beforeEach, describe, expect, it } from '@jest/globals';
import { createRecentStrikes, type RecentStrikes } from '../../../server/cache/recent-strikes.ts';
import type { Name } from '../../../server/lookup/entry.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

let clock: ManualClock;
let recent: RecentStrikes;

beforeEach(() => {
  clock = createManualClock();
  recent = createRecentStrikes(clock);
});

describe('the strikes of the last minutes', () => {
  it('are remembered for ten minutes since the latest of their name', () => {
    recent.note('expire', ['id:1', 'id:2']);
    clock.advance(500_000);
    recent.note('expire', ['id:1']);
    clock.advance(100_001);
    expect(recent.all()).toEqual([['id:1', 'expire']]);
  });

  it('hold a forget although the name has expired since', () => {
    recent.note('forget', ['id:1']);
    recent.note('expire', ['id:1', 'id:2']);
    expect(recent.all()).toEqual([
      ['id:1', 'forget'],
      ['id:2', 'expire'],
    ]);
  });

  it('are so many at most, and then the latest', () => {
    recent.note(
      'expire',
      Array.from({ length: 6_000 }, (_, n): Name => `id:${n}`),
    );
    expect(recent.all()).toHaveLength(5_000);
    expect(recent.all().at(-1)).toEqual(['id:5999', 'expire']);
  });
});
