// A promise about cost is held, broken or not measured; never is it held by default.

import { describe, expect, it } from '@jest/globals';
import { bounds, judged } from '../../../benchmarks/report/bounds.ts';
import type { Results } from '../../../benchmarks/results.ts';
import { cpuOfMiss } from '../../../benchmarks/tables/hit-ratios.ts';
import { inOrder, measured, results, sideBySide } from './results-in-hand.ts';

const verdictOn = (promise: RegExp, change: Partial<Results>): unknown =>
  judged(results(change)).find((judgement) => promise.test(judgement.promise))?.verdict;

const cached = (cpu: number, heapPerContact: number) =>
  inOrder([{ ...measured(cpu), heapPerContact, ownPerContact: 300, visitors: 10 }]);

describe('the bounds', () => {
  it('say nothing of what was not measured', () => {
    expect(new Set(judged(results()).map(({ verdict }) => verdict))).toEqual(new Set(['not measured']));
  });

  it.each<[RegExp, 'held' | 'broken', Partial<Results>]>([
    [/bare node:http$/, 'held', { sideBySide: sideBySide({ ours: [14], bare: [10] }) }],
    [/bare node:http$/, 'broken', { sideBySide: sideBySide({ ours: [14.1], bare: [10] }) }],
    [/nginx/, 'held', { sideBySide: sideBySide({ ours: [15], nginx: [20] }) }],
    [/nginx/, 'broken', { sideBySide: sideBySide({ ours: [15.1], nginx: [20] }) }],
    [/Fastify/, 'broken', { sideBySide: sideBySide({ ours: [21], fastify: [40] }) }],
    [/Express/, 'broken', { sideBySide: sideBySide({ ours: [21], 'express-tuned': [100] }) }],
    [/RS256/, 'broken', { sideBySide: sideBySide({ ours: [10], rs256: [11.1] }) }],
    [/ES256/, 'broken', { sideBySide: sideBySide({ ours: [10], es256: [11.1] }) }],
    [/cookie/, 'broken', { sideBySide: sideBySide({ ours: [10], cookie: [11.1] }) }],
    [/beyond its own bytes/, 'held', { cachedContacts: new Map([[1_000, cached(10, 1_324)]]) }],
    [/beyond its own bytes/, 'broken', { cachedContacts: new Map([[1_000, cached(10, 1_325)]]) }],
    [
      /million/,
      'broken',
      {
        cachedContacts: new Map([
          [1_000, cached(10, 1_000)],
          [1_000_000, cached(13, 1_000)],
        ]),
      },
    ],
    [
      /miss/,
      'broken',
      {
        hitRatios: new Map([
          [0, inOrder([measured(20)])],
          [5, inOrder([measured(211)])],
        ]),
      },
    ],
  ])('%s: %s', (promise, verdict, change) => {
    expect(verdictOn(promise, change)).toBe(verdict);
  });

  it('look at the median of the ratios', () => {
    const change = { sideBySide: sideBySide({ ours: [13, 90, 12], bare: [10, 10, 10] }) };
    expect(verdictOn(/bare node:http$/, change)).toBe('held');
  });

  it('compare within a pass, and not what the machine did in one with what it did in another', () => {
    const change = { sideBySide: sideBySide({ ours: [13, 130, 130], bare: [10, 100, 100] }) };
    expect(verdictOn(/bare node:http$/, change)).toBe('held');
    const other = { sideBySide: sideBySide({ ours: [15, 15, 150], bare: [10, 100, 10] }) };
    expect(verdictOn(/bare node:http$/, other)).toBe('broken');
  });

  it('judge a miss by the hits of the same pass', () => {
    const hitRatios = new Map([
      [0, inOrder([measured(20), measured(40)])],
      [5, inOrder([measured(210), measured(220)])],
    ]);
    const miss = judged(results({ hitRatios })).find(({ unit }) => unit === 'µs');
    expect(miss?.measured).toMatchObject({ median: 400, least: 400, most: 400 });
  });

  it('hold p99 against that of bare Node', () => {
    const p99 = (milliseconds: number) => inOrder([measured(10, { p99: milliseconds })]);
    const both = (ours: number) => new Map(Object.entries({ ours: p99(ours), bare: p99(2) }));
    const change = (ours: number) => ({ connections: new Map([[64, both(ours)]]) });
    expect([verdictOn(/p99/, change(4)), verdictOn(/p99/, change(4.1))]).toEqual(['held', 'broken']);
  });

  it('are told apart by their words', () => {
    expect(new Set(bounds.map(({ promise }) => promise)).size).toBe(bounds.length);
  });
});

describe('the CPU of one miss', () => {
  it('is what the hits among them have not cost', () => {
    expect(cpuOfMiss(0.9 * 20 + 0.1 * 300, 20, 1)).toBeCloseTo(300);
  });
});
