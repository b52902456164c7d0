// A machine that does something else is told from a quiet one.

import { describe, expect, it } from '@jest/globals';
import { parseMachine, parseWholeFamily } from '../../../benchmarks/measure/neighbours.ts';

describe('the first line of /proc/stat', () => {
  it('tells how much was done, with what the host took and without interrupts', () => {
    const text = 'cpu  100 10 50 800 30 5 7 2 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n';
    expect(parseMachine(text)).toEqual({ busy: 162, all: 992 });
  });
});

describe('a whole family', () => {
  it('has cost what it has cost itself and what its children had', () => {
    expect(parseWholeFamily('42 (a) b) S 7 1 1 0 -1 4194560 900 0 0 0 300 45 11 12 20 0 1')).toBe(368);
  });
});
