// What does whoever runs the benchmark read at its end? Every table that was measured, and every bound.

import type { Results } from '../results.ts';
import type { Judgement } from './bounds.ts';
import {
  cachedContactTable,
  connectionTable,
  hitRatioTable,
  judgementTable,
  machineLine,
  sideBySideTable,
  startLine,
  workerTable,
} from './tables.ts';

export const printed = (results: Results, judgements: readonly Judgement[]): string => {
  const { sideBySide, connections, cachedContacts, hitRatios, workers, starts, failures } = results;
  return [
    machineLine(results),
    ...(sideBySide.size > 0 ? [sideBySideTable(results)] : []),
    ...(connections.size > 0 ? [connectionTable(results)] : []),
    ...(cachedContacts.size > 0 ? [cachedContactTable(results)] : []),
    ...(hitRatios.size > 0 ? [hitRatioTable(results)] : []),
    ...(workers.size > 0 ? [workerTable(results)] : []),
    ...(starts.length > 0 ? [startLine(results)] : []),
    judgementTable(judgements),
    ...failures.map(({ what, reason }) => `FAILED: ${what}: ${reason}`),
  ].join('\n\n');
};
