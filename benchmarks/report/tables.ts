// How is it told what was measured? A table in Markdown for each question, under the name of its place in the manual.

import { markdownTable } from '../../config/markdown-table.ts';
import { contenders, unavailable } from '../contenders/contenders.ts';
import type { Measured } from '../measure/measure.ts';
import { type ByPass, pairwise } from '../measure/pairs.ts';
import { type Spread, spreadOf } from '../measure/statistics.ts';
import type { Results, SideBySide } from '../results.ts';
import { missesOf } from '../tables/hit-ratios.ts';
import { connections } from '../tables/side-by-side.ts';
import { grouped, mebibytes, microseconds, middleHalf, milliseconds, strayed, times } from './amounts.ts';
import type { Judgement } from './bounds.ts';

const spread = <One>(all: ByPass<One>, of: (one: One) => number): Spread =>
  spreadOf([...all.values()].map(of));

const cpu = (all: ByPass<Measured>): Spread => spread(all, (one) => one.cpu);

/** CPU, requests per second, p50 and p99. */
const fourCells = (all: ByPass<Measured>): readonly string[] => [
  strayed(cpu(all), microseconds),
  grouped(spread(all, ({ perSecond }) => perSecond).median),
  milliseconds(spread(all, ({ p50 }) => p50).median),
  milliseconds(spread(all, ({ p99 }) => p99).median),
];
const fourHeads = ['CPU per request, µs', 'requests/s', 'p50', 'p99'];

const isThere = <Value>(value: Value | undefined): value is Value => value !== undefined;

/** Beyond that the machine was busy with something else, and the numbers say more about that than about anybody here. */
const quiet = 0.05;

export const machineLine = ({ machine, plan, neighbours }: Results): string => {
  const { rounds, passes, slice } = plan.sideBySide;
  return [
    `Measured on ${machine}; side by side in ${rounds} rounds of ${passes} passes, each process with ${plan.warmUp} s of warm-up and slices of ${slice} s, ${connections} connections.`,
    'Costs are medians, with the least and the most in parentheses; ratios are medians over all passes, with their middle half in parentheses.',
    `Everything else on the machine took ${(100 * neighbours).toFixed(1)} % of it${neighbours > quiet ? ': **too much for numbers to be trusted**.' : '.'}`,
  ].join(' ');
};

export const judgementTable = (judgements: readonly Judgement[]): string => {
  const telling = (unit: Judgement['unit']) => (value: number) =>
    unit === '×' ? times(value) : `${grouped(value)} ${unit}`;
  return markdownTable(
    ['promise', 'at most', 'measured', ''],
    judgements.map(({ promise, atMost, unit, measured, verdict }) => [
      promise,
      telling(unit)(atMost),
      measured === undefined ? '–' : middleHalf(measured, telling(unit)),
      verdict,
    ]),
  );
};

const ratioTo = (reference: ByPass<Measured> | undefined, all: ByPass<Measured>): string => {
  const ratios = pairwise(all, reference, (one, other) => one.cpu / other.cpu);
  return ratios.length === 0 ? '–' : middleHalf(spreadOf(ratios), times);
};

const contenderCells = (sideBySide: SideBySide) => {
  const bare = sideBySide.get('bare');
  return ({ name, title }: { name: string; title: string }): readonly string[] | undefined => {
    const all = sideBySide.get(name);
    if (all === undefined) return undefined;
    return [
      title,
      ...fourCells(all).slice(0, 1),
      ratioTo(bare, all),
      ...fourCells(all).slice(1),
      mebibytes(spread(all, ({ memory }) => memory).median),
    ];
  };
};

const absentCells = (title: string, reason: string): readonly string[] => [title, reason, '', '', '', '', ''];

export const sideBySideTable = ({ sideBySide, missing }: Results): string =>
  markdownTable(
    ['contender', ...fourHeads.slice(0, 1), 'to bare', ...fourHeads.slice(1), 'peak memory'],
    [
      ...contenders.map(contenderCells(sideBySide)).filter(isThere),
      ...missing.map(({ contender, install }) => absentCells(contender.title, `not installed: ${install}`)),
      ...unavailable.map(({ title, reason }) => absentCells(title, `not measured: ${reason}`)),
    ],
  );

export const contenderTable = (): string =>
  markdownTable(
    ['contender', 'what of the job it does'],
    contenders.map(({ title, does }) => [title, does]),
  );

export const connectionTable = ({ connections: counts }: Results): string =>
  markdownTable(
    ['connections', 'contender', ...fourHeads],
    [...counts].flatMap(([count, sideBySide]) =>
      contenders
        .filter(({ name }) => sideBySide.has(name))
        .map(({ name, title }) => [grouped(count), title, ...fourCells(sideBySide.get(name) ?? new Map())]),
    ),
  );

export const cachedContactTable = ({ cachedContacts }: Results): string =>
  markdownTable(
    [
      'cached contacts',
      'visitors',
      ...fourHeads,
      'heap per contact, bytes',
      'its own bytes',
      'overhead, bytes',
    ],
    [...cachedContacts].map(([count, all]) => [
      grouped(count),
      grouped(spread(all, ({ visitors }) => visitors).median),
      ...fourCells(all),
      grouped(spread(all, ({ heapPerContact }) => heapPerContact).median),
      grouped(spread(all, ({ ownPerContact }) => ownPerContact).median),
      grouped(spread(all, ({ heapPerContact, ownPerContact }) => heapPerContact - ownPerContact).median),
    ]),
  );

export const hitRatioTable = ({ hitRatios }: Results): string => {
  const ofMiss = (ofTen: number): string => {
    const misses = ofTen === 0 ? [] : missesOf(hitRatios, ofTen);
    return misses.length === 0 ? '–' : middleHalf(spreadOf(misses), microseconds);
  };
  return markdownTable(
    ['hits', ...fourHeads, 'CPU of one miss, µs'],
    [...hitRatios].map(([ofTen, all]) => [`${100 - 10 * ofTen} %`, ...fourCells(all), ofMiss(ofTen)]),
  );
};

export const workerTable = ({ workers }: Results): string =>
  markdownTable(
    ['workers', ...fourHeads],
    [...workers].map(([count, all]) => [String(count), ...fourCells(all)]),
  );

export const startLine = ({ starts }: Results): string =>
  starts.length === 0
    ? 'Not measured.'
    : `From the start of the process to the first answer with attributes: ${strayed(spreadOf(starts), milliseconds)}, in ${starts.length} starts.`;
