// Was the machine quiet? How much of it was taken by anything but the benchmark, as Linux counts it.

import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { systemClock } from '../../server/clock.ts';
import { familyOf, parseStat, statLines } from './cpu.ts';

const ticksPerSecond = 100; // USER_HZ, whatever the kernel's own clock is

const sum = (ticks: readonly number[]): number => ticks.reduce((so, more) => so + more, 0);

/** A line of /proc/<pid>/stat: the ticks of a process, and of all its children that have ended. */
export const parseWholeFamily = (line: string): number =>
  sum(
    line
      .slice(line.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map(Number),
  );

/**
 * Ticks of all processes but `self` and what it has started. Who ends counts on in the parent, so nothing is lost. The sums of
 * /proc/stat would be no measure: they leave out interrupts, which are counted for the processes that they interrupt.
 */
export const ticksOfOthers = (lines: readonly string[], self: number): number => {
  const own = new Set(familyOf(self, lines.map(parseStat)).map(({ pid }) => pid));
  return sum(lines.filter((line) => !own.has(parseStat(line).pid)).map(parseWholeFamily));
};

/** The first line of /proc/stat: ticks that the host gave to other guests. */
export const parseStolen = (text: string): number => Number(text.split('\n', 1)[0]?.split(/\s+/)[8] ?? 0);

const read = () => ({
  others: ticksOfOthers(statLines(), process.pid) + parseStolen(readFileSync('/proc/stat', 'utf8')),
  seconds: systemClock.now() / 1_000,
});

/** From now on; asked again, it gives a share of all processors from 0 to 1. */
export const watchNeighbours = (): (() => number) => {
  const before = read();
  return () => {
    const after = read();
    const all = (after.seconds - before.seconds) * cpus().length * ticksPerSecond;
    return (after.others - before.others) / all;
  };
};
