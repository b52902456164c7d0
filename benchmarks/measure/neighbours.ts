// Was the machine quiet? How much of it was taken by anything but the benchmark, as Linux counts it.

import { readFileSync } from 'node:fs';

/** Ticks of all processors since the system began. */
type Machine = { readonly busy: number; readonly all: number };

const sum = (ticks: readonly number[]): number => ticks.reduce((so, more) => so + more, 0);

/**
 * The first line of /proc/stat. Interrupts count for nobody, because whose packets they carried is not told;
 * time that the host gave to other guests is busy.
 */
export const parseMachine = (text: string): Machine => {
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, , , stolen = 0] =
    text.split('\n', 1)[0]?.split(/\s+/).slice(1).map(Number) ?? [];
  const busy = sum([user, nice, system, stolen]);
  return { busy, all: busy + idle + waiting };
};

/** A line of /proc/<pid>/stat: the ticks of a process, and of all its children that have ended. */
export const parseWholeFamily = (line: string): number =>
  sum(
    line
      .slice(line.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 15)
      .map(Number),
  );

const read = (): Machine & { readonly own: number } => ({
  ...parseMachine(readFileSync('/proc/stat', 'utf8')),
  own: parseWholeFamily(readFileSync('/proc/self/stat', 'utf8')),
});

/** From now on; asked again when everything that was started has ended, it gives a share from 0 to 1. */
export const watchNeighbours = (): (() => number) => {
  const before = read();
  return () => {
    const after = read();
    const others = after.busy - before.busy - (after.own - before.own);
    return Math.max(0, others / (after.all - before.all));
  };
};
