// What a process has cost is read from /proc as proc(5) describes it, with all that it has started.

import { describe, expect, it } from '@jest/globals';
import { cpuTimeOf, familyOf, parsePeak, parseStat, parseThread } from '../../../benchmarks/measure/cpu.ts';

const line = (pid: number, name: string, parent: number, user: number, system: number): string =>
  `${pid} (${name}) S ${parent} 1 1 0 -1 4194560 900 0 0 0 ${user} ${system} 11 12 20 0 1 0 8000 1000000 2000`;

describe('a line of /proc/<pid>/stat', () => {
  it('names a process and its parent', () => {
    expect(parseStat(line(42, 'node', 7, 300, 45))).toEqual({ pid: 42, parent: 7 });
  });

  it('is told from another text', () => {
    expect(() => parseStat('nothing of the kind')).toThrow('no line');
  });

  it.each(['nginx: worker process', 'a) S 1 (b', '(sd-pam)'])('is read with the name %s', (name) => {
    expect(parseStat(line(42, name, 7, 1, 2))).toEqual({ pid: 42, parent: 7 });
  });
});

describe('CPU time', () => {
  it('of a thread is told in microseconds, without the time that it waited', () => {
    expect(parseThread('1234567 89 10\n')).toBe(1_234.567);
  });

  it('of a process is what Node itself counts, to some hundredths of a second', () => {
    const { user, system } = process.cpuUsage();
    expect(Math.abs(cpuTimeOf(process.pid) - user - system)).toBeLessThan(100_000);
  });

  it('of one that is gone is nothing', () => {
    expect(cpuTimeOf(2 ** 30)).toBe(0);
  });
});

describe('the peak of memory', () => {
  it('is told in bytes', () => {
    expect(parsePeak('VmPeak:\t 9 kB\nVmHWM:\t   2048 kB\nVmRSS:\t 7 kB\n')).toBe(2_097_152);
  });

  it('of a process without memory is nothing', () => {
    expect(parsePeak('State:\tZ (zombie)\n')).toBe(0);
  });
});

describe('the family of a process', () => {
  const stats = [
    [1, 0],
    [10, 1],
    [11, 10],
    [12, 11],
    [20, 1],
  ].map(([pid = 0, parent = 0]) => ({ pid, parent }));

  it('is itself, its children and theirs, and nobody else', () => {
    expect(familyOf(10, stats).map(({ pid }) => pid)).toEqual([10, 11, 12]);
  });

  it('of one that is gone is empty', () => {
    expect(familyOf(99, stats)).toEqual([]);
  });
});
