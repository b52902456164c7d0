// What does the benchmark write into docs/performance.md? The text of each place, by name.

import type { Results } from '../results.ts';
import type { Judgement } from './bounds.ts';
import {
  cachedContactTable,
  connectionTable,
  contenderTable,
  hitRatioTable,
  judgementTable,
  machineLine,
  sideBySideTable,
  startLine,
  workerTable,
} from './tables.ts';

type Write = (results: Results, judgements: readonly Judgement[]) => string;

export const places: Readonly<Record<string, Write>> = {
  machine: machineLine,
  promises: (_results, judgements) => judgementTable(judgements),
  'side-by-side': sideBySideTable,
  contenders: contenderTable,
  connections: connectionTable,
  contacts: cachedContactTable,
  'hit-ratios': hitRatioTable,
  workers: workerTable,
  'start-up': startLine,
};
