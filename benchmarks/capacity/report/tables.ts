// How is it told what the simulation found? A table in Markdown for each question.

import { markdownTable } from '../../../config/markdown-table.ts';
import { grouped, mebibytes, milliseconds, times } from '../../report/amounts.ts';
import type { Carried } from '../capacity-of.ts';
import { leastTime, mostSessions } from '../day-before.ts';
import { type NodeQuestion, nodeCounts, nodeCurves } from '../questions.ts';
import type { Answer, Results } from '../results.ts';
import { wayToTier } from '../shared-tier.ts';
import type { Outcome } from '../simulate.ts';
import { quantile } from '../tally.ts';
import { peakAt, second, sessionRate } from '../traffic.ts';
import { percent, time, toleratedShare, visitors } from './amounts.ts';

const coldWait = ({ coldWaits }: Outcome): string => milliseconds(quantile(coldWaits, 0.99));

const shares = (outcome: Outcome): readonly string[] => {
  const { hit, stale, miss, requests } = outcome;
  return [hit, stale, miss].map((part) => percent(part, requests));
};
const shareHeads = ['fresh from memory', 'stale at once', 'asked Drift'];

export const carriedTold = (carried: Carried | undefined): string =>
  carried === undefined ? 'hardly any' : visitors(carried.visitors);

/** Every answer, held against the first of them. */
const answersTable = (head: string, answers: readonly Answer[]): string => {
  const first = answers[0]?.carried?.visitors;
  const ratio = (carried: Carried | undefined): string =>
    first === undefined || carried === undefined ? '–' : times(carried.visitors / first);
  const details = (carried: Carried | undefined): readonly string[] => {
    if (carried === undefined) return ['–', '–', '–', '–', '–'];
    const { outcome } = carried;
    return [...shares(outcome), percent(outcome.outdated, outcome.requests), coldWait(outcome)];
  };
  return markdownTable(
    [head, 'monthly visitors', 'to the first', ...shareHeads, 'out of date', 'cold, p99'],
    answers.map(({ question, carried }) => [
      question.title,
      carriedTold(carried),
      ratio(carried),
      ...details(carried),
    ]),
  );
};

export const namesTable = ({ names }: Results): string => answersTable('looked up', names);
export const leversTable = ({ levers }: Results): string => answersTable('by id', levers);
export const leversOfBatchesTable = ({ leversOfBatches }: Results): string =>
  answersTable('by external id', leversOfBatches);
export const assumptionsTable = ({ assumptions }: Results): string => answersTable('by id', assumptions);

const loadsTable = (outcomes: readonly Outcome[]): string =>
  markdownTable(
    [
      'monthly visitors',
      'requests/s at the peak',
      ...shareHeads,
      'refused `upstream_busy`',
      'calls in a minute, most',
      'names per call',
      'cold, p99',
    ],
    outcomes.map((outcome) => [
      visitors(outcome.settings.traffic.monthlyVisitors),
      grouped((outcome.requests / outcome.window) * second),
      ...shares(outcome),
      percent(outcome.refused + outcome.failed, outcome.requests),
      grouped(outcome.mostInAMinute),
      outcome.namesPerCall.toFixed(1),
      coldWait(outcome),
    ]),
  );
export const loadsById = ({ loads }: Results): string => loadsTable(loads.id);
export const loadsByExternalId = ({ loads }: Results): string => loadsTable(loads.external);

export const answerOn = (
  answers: readonly Answer<NodeQuestion>[],
  curve: string,
  nodes: number,
): Answer<NodeQuestion> | undefined =>
  answers.find(({ question }) => question.nodes === nodes && (nodes === 1 || question.curve === curve));

const told = (answer: Answer | undefined): string =>
  answer === undefined ? '–' : carriedTold(answer.carried);

const nodesTable = (answers: readonly Answer<NodeQuestion>[]): string =>
  markdownTable(
    ['nodes', ...nodeCurves],
    nodeCounts.map((nodes) => [
      String(nodes),
      ...nodeCurves.map((curve) => told(answerOn(answers, curve, nodes))),
    ]),
  );
export const nodesById = ({ nodes }: Results): string => nodesTable(nodes.id);
export const nodesByExternalId = ({ nodes }: Results): string => nodesTable(nodes.external);

export const shortAnswer = ({ base, names }: Results): string => {
  const told = names.map(
    ({ question, carried }) => `**${carriedTold(carried)}** looked up ${question.title}`,
  );
  return `With every setting at its default and one token of ${base.perMinute} calls a minute, one process carries, in visitors a month: ${told.join(', ')}.`;
};

export const runLine = ({ plan }: Results): string =>
  `Seed ${plan.seed}; about ${grouped(plan.requests)} requests or more are counted in each run; the numbers of visitors are exact to a factor of ${plan.precision}, as the model goes. "Carried" means that at most ${toleratedShare} of the requests of the busiest minutes are refused.`;

/** What is assumed, in words, with the numbers that the simulation was given. */
export const modelList = ({ base }: Results): string => {
  const { traffic, latency, lifetimes, cache } = base;
  const peak =
    sessionRate({ ...traffic, busiestDay: 1 }, peakAt) /
    sessionRate({ ...traffic, busiestDay: 1, swing: 0 }, peakAt);
  return [
    `Visitors: each comes ${traffic.sessionsPerVisitor} times a month on average, by Zipf's law with exponent ${traffic.exponent}; a session has ${traffic.pagesPerSession} page views on average (geometric), ${time(traffic.pause)} apart on average (exponential), and each page view asks once. Nobody tries again when refused.`,
    `The day: a cosine whose peak is ${peak.toFixed(1)} times the mean of its day; the busiest day of the month is ${traffic.busiestDay} times the mean day. The minutes around its peak are what is counted.`,
    `Drift: answers after a median of ${latency.median} ms (log-normal, spread ${latency.spread}), never fails, counts a question about several external ids as one call, and does not know ${percent(traffic.unknown, 1)} of the visitors. In ${percent(traffic.changes, 1)} of the sessions it learns something that the page may see.`,
    `The server: fresh for ${time(lifetimes.fresh)}, refreshed in the background for ${time(lifetimes.revalidate)} more, a stand-in until ${time(lifetimes.stale)}; room for ${grouped(cache.maxContacts)} contacts or ${mebibytes(cache.maxBytes)}, whichever is less; ${base.perMinute} calls a minute, ${base.concurrency} at once.`,
    `Before that: memory holds what the last ${time(leastTime)}, or the time of fresh and background refresh where that is longer, has left there, at most of the latest ${grouped(mostSessions)} sessions. Nobody was refused in it.`,
    `Several nodes: each for itself has its part of the budget; a webhook reaches one of them. The second tier is a model: it answers after ${wayToTier} ms, keeps a day, never fails, lets one node ask about a name, and nodes with it have one budget and learn of a change at once.`,
    `Told for each row: "out of date" is the share of answers that Drift had changed meanwhile; "cold, p99" is the time within which 99 of 100 visitors of whom nothing was remembered had their answer, or their refusal; both at the load that is just carried.`,
  ]
    .map((sentence) => `- ${sentence}`)
    .join('\n');
};
