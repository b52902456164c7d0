// What did the simulation find? Each question with what is carried, and what growing loads do.

import type { Carried } from './capacity-of.ts';
import type { Plan } from './plan.ts';
import type { NodeQuestion, Question } from './questions.ts';
import type { Settings } from './settings.ts';
import type { Outcome } from './simulate.ts';

export type Answer<Asked extends Question = Question> = {
  readonly question: Asked;
  /** Undefined when not even the fewest are carried. */
  readonly carried: Carried | undefined;
};

export type Results = {
  readonly plan: Plan;
  /** As the server comes. */
  readonly base: Settings;
  readonly names: readonly Answer[];
  /** Growing loads: by id and by external id. */
  readonly loads: { readonly id: readonly Outcome[]; readonly external: readonly Outcome[] };
  /** By id. */
  readonly levers: readonly Answer[];
  /** By external id. */
  readonly leversOfBatches: readonly Answer[];
  readonly nodes: {
    readonly id: readonly Answer<NodeQuestion>[];
    readonly external: readonly Answer<NodeQuestion>[];
  };
  readonly assumptions: readonly Answer[];
};
