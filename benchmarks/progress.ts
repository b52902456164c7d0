// What is seen while it is measured? One line for each measurement, whether it came to something or not.

import type { Measured } from './measure/measure.ts';
import type { Failure } from './results.ts';
import type { Turns, Watcher } from './tables/passes.ts';

const said = (result: Measured | number): string =>
  typeof result === 'number'
    ? `${result.toFixed(0)} ms`
    : `${result.cpu.toFixed(1)} µs of CPU per request, ${Math.round(result.perSecond)} requests/s, p99 ${result.p99.toFixed(2)} ms`;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export type Progress = {
  readonly failures: readonly Failure[];
  /** For one table. */
  watch(table: string, turns: Omit<Turns, 'slice'>): Watcher<string | number, Measured | number>;
};

/** `tell` takes each line. */
export const createProgress = (tell: (line: string) => void): Progress => {
  const failures: Failure[] = [];
  return {
    failures,
    watch: (table, { rounds, passes }) => ({
      done: (subject, result, pass) =>
        tell(`${table} · ${subject} · pass ${pass} of ${rounds * passes}: ${said(result)}`),
      failed: (subject, error) => {
        const failure = { what: `${table} · ${subject}`, reason: reasonOf(error) };
        failures.push(failure);
        tell(`${failure.what}: FAILED, ${failure.reason}`);
      },
    }),
  };
};
