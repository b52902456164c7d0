// What the simulation found is told with no more digits than it means, and nothing that was not asked is told at all.

import { describe, expect, it } from '@jest/globals';
import { defaults } from '../../../benchmarks/capacity/defaults.ts';
import { plans } from '../../../benchmarks/capacity/plan.ts';
import { onManyNodes } from '../../../benchmarks/capacity/questions.ts';
import { percent, time, visitors } from '../../../benchmarks/capacity/report/amounts.ts';
import { curvesPlot } from '../../../benchmarks/capacity/report/curves-plot.ts';
import { namesTable, nodesById } from '../../../benchmarks/capacity/report/tables.ts';
import type { Results } from '../../../benchmarks/capacity/results.ts';
import { simulate } from '../../../benchmarks/capacity/simulate.ts';
import { quantile } from '../../../benchmarks/capacity/tally.ts';

const base = defaults();
const nothing: Results = {
  plan: plans.full,
  base,
  names: [],
  loads: { id: [], external: [] },
  levers: [],
  leversOfBatches: [],
  nodes: { id: [], external: [] },
  assumptions: [],
};

describe('amounts', () => {
  it.each([
    [61_660_000, '62 million'],
    [2_361_234, '2.4 million'],
    [347_000, '350,000'],
    [999_999, '1 million'],
  ])('of visitors have two digits that mean something: %s', (count, told) => {
    expect(visitors(count)).toBe(told);
  });

  it.each([
    [0, 10, '0.00 %'],
    [1, 100_000, '< 0.01 %'],
    [1, 1_000, '0.10 %'],
    [1, 3, '33.3 %'],
    [0, 0, '0.00 %'],
  ])('of shares tell nothing as none and hardly any as hardly any: %s of %s', (part, whole, told) => {
    expect(percent(part, whole)).toBe(told);
  });

  it.each([
    [300_000, '5 min'],
    [86_400_000, '24 h'],
    [45_000, '45 s'],
    [150, '150 ms'],
  ])('of time have the largest unit that fits: %s', (milliseconds, told) => {
    expect(time(milliseconds)).toBe(told);
  });

  it('of waits are the longest of the share', () => {
    const waits = Float64Array.from({ length: 100 }, (_, index) => index + 1);
    expect([quantile(waits, 0.99), quantile(waits, 1), quantile(new Float64Array(), 0.5)]).toEqual([
      99, 100, 0,
    ]);
  });
});

describe('the tables', () => {
  it('tell what is carried, and that hardly anybody is where that is so', async () => {
    const outcome = await simulate(
      { ...base, traffic: { ...base.traffic, monthlyVisitors: 1_000 } },
      { seed: 1, requests: 1 },
    );
    const [carried, none] = [
      { title: 'much', settings: base },
      { title: 'little', settings: base },
    ];
    const table = namesTable({
      ...nothing,
      names: [
        { question: carried, carried: { visitors: 2_000_000, outcome } },
        { question: none, carried: undefined },
      ],
    });
    expect(table).toContain('| much | 2 million | 1.00 × |');
    expect(table).toContain('| little | hardly any | – |');
  });

  it('leave out what was not asked', () => {
    const [one] = onManyNodes(base, 1_000_000);
    if (one === undefined) throw new Error('there is no question');
    const table = nodesById({
      ...nothing,
      nodes: { id: [{ question: one, carried: undefined }], external: [] },
    });
    expect(table).toContain('| 1 | hardly any | hardly any | hardly any |');
    expect(table).toContain('| 8 | – | – | – |');
  });
});

describe('curves', () => {
  const svg = curvesPlot({
    title: 'Title',
    description: 'Description',
    unit: '%',
    below: 'nodes',
    marks: [1, 2, 4].map((at) => ({ at, label: String(at) })),
    curves: ['one', 'two'].map((label, index) => ({
      label,
      points: [1, 2, 4].map((at) => ({ at, value: at * (index + 1) })),
    })),
  });

  it('are named, and told apart by more than colour', () => {
    for (const name of ['one', 'two', 'nodes']) expect(svg).toContain(`>${name}</text>`);
    expect(
      new Set(svg.match(/<polyline [^>]*stroke-dasharray="[^"]+"/g)?.map((line) => line.slice(-12))).size,
    ).toBe(2);
  });

  it('stand over a scale on which each doubling is as long', () => {
    const [, points = ''] = /<polyline points="([^"]+)"/.exec(svg) ?? [];
    const [a = 0, b = 0, c = 0] = points.split(' ').map((point) => Number(point.split(',')[0]));
    expect(b - a).toBeCloseTo(c - b, 0);
  });
});
