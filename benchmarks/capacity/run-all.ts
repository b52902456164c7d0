// In which order is it all asked? The tables side by side; in each one question after the other, which begins where that found its answer.

import { type Carried, capacityOf, type Simulate } from './capacity-of.ts';
import type { Plan } from './plan.ts';
import {
  assumptions,
  levers,
  leversOfBatches,
  loads,
  names,
  onManyNodes,
  type Question,
} from './questions.ts';
import type { Answer, Results } from './results.ts';
import { type Settings, withVisitors } from './settings.ts';
import type { Outcome, simulate } from './simulate.ts';

const inMillions = (visitors: number): string =>
  `${(visitors / 1_000_000).toFixed(2)} million visitors a month`;

type Parts = {
  readonly base: Settings;
  readonly plan: Plan;
  readonly simulate: typeof simulate;
  readonly tell: (line: string) => void;
};

export const runAll = async ({ base, plan, simulate: simulated, tell }: Parts): Promise<Results> => {
  const run: Simulate = (settings, giveUpAbove) =>
    simulated(settings, {
      seed: plan.seed,
      requests: plan.requests,
      ...(giveUpAbove === undefined ? {} : { giveUpAbove }),
    });

  const known = new Map<string, Promise<Carried | undefined>>();
  /** The same settings stand in several tables. */
  const carriedBy = (settings: Settings, guess: number): Promise<Carried | undefined> => {
    const key = JSON.stringify(settings);
    const carried =
      known.get(key) ?? capacityOf(settings, { simulate: run, guess, precision: plan.precision });
    known.set(key, carried);
    return carried;
  };

  const askAll = async <Asked extends Question>(
    table: string,
    questions: readonly Asked[],
    first: number,
  ): Promise<readonly Answer<Asked>[]> => {
    const answers: Answer<Asked>[] = [];
    let found = first;
    for (const question of questions.slice(0, plan.questions)) {
      const { settings, begin: guess = found } = question;
      const carried = await carriedBy(settings, guess);
      found = carried?.visitors ?? found;
      tell(`${table} · ${question.title}: ${inMillions(carried?.visitors ?? 0)}`);
      answers.push({ question, carried });
    }
    return answers;
  };

  const grow = (settings: Settings, carried: number): Promise<readonly Outcome[]> =>
    Promise.all(
      loads.slice(0, plan.questions).map(async (part) => {
        const visitors = Math.round(part * carried);
        const outcome = await run(withVisitors(settings, visitors));
        tell(`loads · by ${settings.lookUpBy}: ${inMillions(visitors)}`);
        return outcome;
      }),
    );

  const byId: Settings = { ...base, lookUpBy: 'id' };
  const asked = await askAll('names', plan.batches ? names(base) : names(base).slice(0, 1), plan.begin);
  const [ofId = plan.begin, ofExternalId = plan.begin] = [asked[0], asked[1]].map(
    (answer) => answer?.carried?.visitors,
  );
  const [id, external, ofLevers, ofBatches, nodesById, nodesByExternalId, others] = await Promise.all([
    grow(byId, ofId),
    plan.batches ? grow(base, ofExternalId) : [],
    askAll('levers', levers(byId), ofId),
    plan.batches ? askAll('levers of batches', leversOfBatches(base), ofExternalId) : [],
    askAll('nodes · by id', onManyNodes(byId, ofId), ofId),
    plan.batches ? askAll('nodes · by external id', onManyNodes(base, ofExternalId), ofExternalId) : [],
    askAll('assumptions', assumptions(byId), ofId),
  ]);
  return {
    plan,
    base,
    names: asked,
    loads: { id, external },
    levers: ofLevers,
    leversOfBatches: ofBatches,
    nodes: { id: nodesById, external: nodesByExternalId },
    assumptions: others,
  };
};
