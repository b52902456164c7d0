// What does the simulation write into docs/capacity.md? The text of each place, by name.

import type { Results } from '../results.ts';
import {
  assumptionsTable,
  leversOfBatchesTable,
  leversTable,
  loadsByExternalId,
  loadsById,
  modelList,
  namesTable,
  nodesByExternalId,
  nodesById,
  runLine,
  shortAnswer,
} from './tables.ts';

export const places: Readonly<Record<string, (results: Results) => string>> = {
  answer: shortAnswer,
  run: runLine,
  names: namesTable,
  'load-id': loadsById,
  'load-external': loadsByExternalId,
  levers: leversTable,
  'levers-of-batches': leversOfBatchesTable,
  'nodes-id': nodesById,
  'nodes-external': nodesByExternalId,
  assumptions: assumptionsTable,
  model: modelList,
};
