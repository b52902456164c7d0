// How often, at the cost of an addition? A counter for what happens with every request.

import { Counter, type Registry } from 'prom-client';

/** Counts one by the values of the labels, in the order of their names. */
export type Tally<Values extends readonly (string | number)[]> = (...values: Values) => void;

type Sum = { added: number; readonly values: readonly (string | number)[] };
type Branch = Map<string | number, Branch | Sum>;

type Options = {
  readonly registry: Registry;
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
};

const isSum = (node: Branch | Sum | undefined): node is Sum => node !== undefined && 'added' in node;

/** The library, which checks and hashes the labels at each call, is told of the sums when somebody asks for them. */
export const createTally = <Values extends readonly (string | number)[]>(options: Options): Tally<Values> => {
  const { registry, name, help, labelNames } = options;
  const tree: Branch = new Map();
  const sums: Sum[] = [];

  const labelsOf = ({ values }: Sum): Record<string, string | number> =>
    Object.fromEntries(labelNames.map((label, index) => [label, values[index] ?? '']));

  new Counter({
    name,
    help,
    labelNames: [...labelNames],
    registers: [registry],
    collect() {
      for (const sum of sums) {
        this.inc(labelsOf(sum), sum.added);
        sum.added = 0;
      }
    },
  });

  const grow = (branch: Branch, values: Values, depth: number): Branch | Sum => {
    const isLeaf = depth === values.length - 1;
    const node: Branch | Sum = isLeaf ? { added: 0, values } : new Map();
    if (isSum(node)) sums.push(node);
    branch.set(values[depth] ?? '', node);
    return node;
  };

  return (...values) => {
    let branch = tree;
    for (let depth = 0; depth < values.length; depth += 1) {
      const node = branch.get(values[depth] ?? '') ?? grow(branch, values, depth);
      if (isSum(node)) node.added += 1;
      else branch = node;
    }
  };
};
