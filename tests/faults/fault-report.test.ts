// Is a broken promise told, and does the table hold what was seen? The report of `npm run faults`, without a server.

import { describe, expect, it } from '@jest/globals';
import type { Fault } from '../../sandbox/faults/fault.ts';
import { brokenBy } from '../../scripts/faults/bounds.ts';
import { faultTable, markers, progressLine, written } from '../../scripts/faults/fault-report.ts';
import type { Soaked } from '../../scripts/faults/soak.ts';
import type { Seen } from '../../scripts/faults/visitors.ts';

const fault: Fault = { name: 'sulks', about: 'Drift is offended', answer: 'refuse' };

const saw = (change: Partial<Seen> = {}): Seen => ({
  told: 'stale',
  id: 'one',
  index: 0,
  group: 'old',
  saidAt: 0,
  begun: 10,
  took: 201.2,
  stoodStill: 0,
  ...change,
});
const stranger = saw({ group: 'stranger', told: '504 upstream_timeout', took: 2_003 });

const soaked = (change: Partial<Soaked> = {}): Soaked => {
  const seen = change.seen ?? [saw(), saw({ told: 'fresh', group: 'fresh', took: 2 }), saw(), stranger];
  return {
    fault,
    seen,
    during: seen,
    calls: 7,
    mostPerMinute: 540,
    strays: 0,
    normalAfter: 4_820,
    ...change,
  };
};

describe('the promises', () => {
  it('are kept by what should be seen', () => {
    expect(brokenBy(soaked())).toEqual([]);
  });

  it.each<[string, Partial<Soaked>]>([
    ['a warm visitor with an error', { seen: [saw({ told: '503 upstream_unavailable' })] }],
    ['a warm visitor without an answer', { seen: [saw({ told: '0 no answer' })] }],
    ["a warm visitor with somebody else's attributes", { seen: [saw({ told: 'wrong' })] }],
    ['a warm visitor who is unknown all at once', { seen: [saw({ told: 'unknown' })] }],
    ['a warm visitor who waited', { seen: [saw({ took: 251 })] }],
    ['a stranger who waited', { seen: [saw({ group: 'stranger', told: 'fresh', took: 3_251 })] }],
    ['a stranger with an error of our own', { seen: [saw({ group: 'stranger', told: '500 internal' })] }],
    ['a call too many', { mostPerMinute: 541 }],
    ['a redirect that was followed', { strays: 1 }],
    ['a late recovery', { normalAfter: 10_001 }],
    ['a recovery that nobody saw', { normalAfter: undefined }],
  ])('are broken by %s', (_what, change) => {
    expect(brokenBy(soaked(change))).toHaveLength(1);
  });

  it('let a visitor be unknown where Drift says so', () => {
    const seen = [saw({ told: 'unknown' })];
    expect(brokenBy(soaked({ seen, fault: { ...fault, says: 'nobody' } }))).toEqual([]);
  });

  it('do not count the time in which the machine stood still', () => {
    expect(brokenBy(soaked({ seen: [saw({ took: 400, stoodStill: 160 })] }))).toEqual([]);
  });
});

describe('the table', () => {
  it('holds what was seen of each fault, the most frequent first', () => {
    expect(faultTable([soaked()]).split('\n').at(-1)).toBe(
      '| sulks | Drift is offended | 200 stale, 200 fresh | 202 ms | 504 upstream_timeout | 2.0 s | 7 | 4.8 s |',
    );
  });

  it('says where a recovery was not seen', () => {
    expect(faultTable([soaked({ normalAfter: undefined })])).toMatch(/\| not seen \|$/);
  });

  it('is told to whoever watches, too', () => {
    expect(progressLine(soaked())).toMatch(
      /^sulks +warm: 200 stale, 200 fresh \(202 ms\); .* normal after 4\.8 s$/,
    );
  });

  it('takes its place in the manual and leaves the rest as it is', () => {
    const page = `before\n${markers.begin}\nold\n${markers.end}\nafter\n`;
    expect(written(page, 'new')).toBe(`before\n${markers.begin}\n\nnew\n\n${markers.end}\nafter\n`);
    expect(written(written(page, 'new'), 'new')).toBe(written(page, 'new'));
  });

  it('finds no place in a page without the markers', () => {
    expect(() => written('nothing', 'new')).toThrow('no place');
  });
});
