// Is a broken promise of three nodes told, and does the table hold what was seen? The report of `npm run faults -- --nodes`, without a node.

import { describe, expect, it } from '@jest/globals';
import { brokenBy } from '../../scripts/nodes/bounds.ts';
import { redisFaults } from '../../scripts/nodes/redis-faults.ts';
import { faultTable, progressLine } from '../../scripts/nodes/report.ts';
import type { Soaked } from '../../scripts/nodes/soak.ts';
import type { Seen } from '../../scripts/nodes/visits.ts';

const [fault] = redisFaults;
if (fault === undefined) throw new Error('there is no fault');

const saw = (change: Partial<Seen> = {}): Seen => ({
  group: 'warm',
  told: 'fresh',
  took: 2.1,
  stoodStill: 0,
  ...change,
});

const soaked = (change: Partial<Soaked> = {}): Soaked => ({
  fault,
  seen: [saw(), saw({ took: 170 }), saw({ group: 'cold', took: 1_400 })],
  calls: 7,
  linesTold: 2,
  meanwhileReachedAll: 700,
  reachesAll: 12,
  ...change,
});

describe('the promises of three nodes', () => {
  it('are kept by what should be seen', () => {
    expect(brokenBy(soaked())).toEqual([]);
  });

  it.each<[string, Partial<Soaked>]>([
    ['a warm visitor with an error', { seen: [saw({ told: '503 upstream_busy' })] }],
    ['a cold visitor with an error', { seen: [saw({ group: 'cold', told: '500 internal' })] }],
    ['a visitor without an answer', { seen: [saw({ told: '0 no answer' })] }],
    ['a visitor who is unknown all at once', { seen: [saw({ group: 'shared', told: 'unknown' })] }],
    ['a warm visitor who waited', { seen: [saw({ took: 301 })] }],
    ['a log that is filled', { linesTold: 3 }],
    ['a forget that came late', { meanwhileReachedAll: 5_001 }],
    ['a forget that never came', { meanwhileReachedAll: undefined }],
    ['a forget that is slow afterwards', { reachesAll: 100 }],
    ['a forget that does not arrive afterwards', { reachesAll: undefined }],
  ])('are broken by %s', (_what, change) => {
    expect(brokenBy(soaked(change))).toHaveLength(1);
  });

  it("are broken twice by somebody else's attributes", () => {
    expect(brokenBy(soaked({ seen: [saw({ told: 'wrong' })] }))).toHaveLength(2);
  });

  it('do not count the time in which the machine stood still', () => {
    expect(brokenBy(soaked({ seen: [saw({ took: 400, stoodStill: 120 })] }))).toEqual([]);
  });
});

describe('the table of three nodes', () => {
  it('holds what was seen of each fault', () => {
    expect(faultTable([soaked()]).split('\n').at(-1)).toBe(
      `| ${fault.name} | ${fault.about} | 3 | 0 | 170 ms | 170 ms | 1.4 s | 7 | 2 | 700 ms | 12 ms |`,
    );
  });

  it('says who was told what, and what never came', () => {
    const seen = [saw(), saw({ group: 'cold', told: '500 internal' }), saw({ told: 'wrong' })];
    expect(
      faultTable([soaked({ seen, reachesAll: undefined })])
        .split('\n')
        .at(-1),
    ).toMatch(/\| 2 \(cold: 500 internal, warm: wrong\) \|.* never \|$/);
  });

  it('is told to whoever watches, too', () => {
    expect(progressLine(soaked())).toMatch(
      /^stopped +3 requests, not right 0; warm 170 ms .*; forgets 700 ms, 12 ms$/,
    );
  });
});
