// A machine that does something else is told from a quiet one.

import { describe, expect, it } from '@jest/globals';
import { parseStolen, parseWholeFamily, ticksOfOthers } from '../../../benchmarks/measure/neighbours.ts';

/** proc(5): the four numbers are the ticks of a process, and of its children that have ended. */
const line = (pid: number, parent: number, ticks: readonly [number, number, number, number]): string =>
  `${pid} (a) b) S ${parent} 1 1 0 -1 4194560 900 0 0 0 ${ticks.join(' ')} 20 0 1`;

describe('the first line of /proc/stat', () => {
  it('tells what the host took', () => {
    expect(parseStolen('cpu  100 10 50 800 30 5 7 2 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n')).toBe(2);
  });
});

describe('a whole family', () => {
  it('has cost what it has cost itself and what its children had', () => {
    expect(parseWholeFamily(line(42, 7, [300, 45, 11, 12]))).toBe(368);
  });
});

describe('the others', () => {
  it('are all but the benchmark and what it has started', () => {
    const lines = [
      line(1, 0, [10, 0, 0, 0]),
      line(42, 1, [300, 0, 0, 0]),
      line(43, 42, [500, 0, 0, 0]),
      line(44, 43, [700, 0, 0, 0]),
      line(50, 1, [1, 2, 3, 4]),
    ];
    expect(ticksOfOthers(lines, 42)).toBe(20);
  });

  it('cost as much after one of them has ended as before', () => {
    const before = [line(1, 0, [10, 0, 0, 0]), line(42, 1, [0, 0, 0, 0]), line(50, 1, [100, 20, 0, 0])];
    const after = [line(1, 0, [10, 0, 100, 20]), line(42, 1, [0, 0, 0, 0])];
    expect(ticksOfOthers(after, 42)).toBe(ticksOfOthers(before, 42));
  });
});
