// Which pictures go with the tables? What growing loads do, what each lever buys, and what nodes carry.

import { spreadOf } from '../../measure/statistics.ts';
import { barPlot } from '../../report/bar-plot.ts';
import { type NodeQuestion, nodeCounts, nodeCurves } from '../questions.ts';
import type { Answer, Results } from '../results.ts';
import type { Outcome } from '../simulate.ts';
import { visitors } from './amounts.ts';
import { curvesPlot } from './curves-plot.ts';
import { answerOn } from './tables.ts';

const million = 1_000_000;

const parts: readonly (readonly [string, (outcome: Outcome) => number])[] = [
  ['fresh from memory', ({ hit }) => hit],
  ['stale at once', ({ stale }) => stale],
  ['asked Drift', ({ miss }) => miss],
  ['refused', ({ refused, failed }) => refused + failed],
];

const loadPlot = (by: string, outcomes: readonly Outcome[]): string => {
  const at = ({ settings }: Outcome): number => settings.traffic.monthlyVisitors;
  return curvesPlot({
    title: `How requests are answered as visitors become more, looked up ${by}`,
    description: `For growing numbers of monthly visitors, looked up ${by}: the share of requests answered fresh from memory, stale at once, by asking Drift, and refused.`,
    unit: '%',
    below: 'visitors a month',
    marks: outcomes.map((outcome) => ({
      at: at(outcome),
      label: visitors(at(outcome)).replace(' million', ' M'),
    })),
    curves: parts.map(([label, part]) => ({
      label,
      points: outcomes.map((outcome) => ({
        at: at(outcome),
        value: (100 * part(outcome)) / Math.max(1, outcome.requests),
      })),
    })),
  });
};

const nodesPlot = (by: string, answers: readonly Answer<NodeQuestion>[]): string =>
  curvesPlot({
    title: `Visitors that several nodes carry, looked up ${by}`,
    description: `Millions of monthly visitors that one token carries over the number of nodes, looked up ${by}.`,
    unit: 'M',
    below: 'nodes',
    marks: nodeCounts.map((nodes) => ({ at: nodes, label: String(nodes) })),
    curves: nodeCurves.map((curve) => ({
      label: curve,
      points: nodeCounts.map((nodes) => ({
        at: nodes,
        value: (answerOn(answers, curve, nodes)?.carried?.visitors ?? 0) / million,
      })),
    })),
  });

const leversPlot = ({ levers }: Results): string =>
  barPlot({
    title: 'Visitors a month that one token carries, looked up by id',
    description: 'Millions of monthly visitors that one token carries, for each lever.',
    unit: 'million',
    bars: levers.map(({ question, carried }, index) => ({
      label: question.title,
      own: index > 0,
      ...spreadOf([(carried?.visitors ?? 0) / million]),
    })),
  });

/** File name to SVG. */
export const plots = (results: Results): Readonly<Record<string, string>> => ({
  'load-id.svg': loadPlot('by id', results.loads.id),
  'load-external.svg': loadPlot('by external id', results.loads.external),
  'levers.svg': leversPlot(results),
  'nodes-id.svg': nodesPlot('by id', results.nodes.id),
  'nodes-external.svg': nodesPlot('by external id', results.nodes.external),
});
