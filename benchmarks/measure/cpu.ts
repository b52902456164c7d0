// What has a process cost so far? Its CPU time and its peak memory, and those of all its children, as Linux counts them.

import { readdirSync, readFileSync } from 'node:fs';

/** One line of /proc/<pid>/stat. */
export type Stat = {
  readonly pid: number;
  readonly parent: number;
  /** User and system time of all its threads, in ticks of the system's clock. */
  readonly ticks: number;
};

/** proc(5): the second field is a name in parentheses that may itself hold spaces and parentheses. */
export const parseStat = (line: string): Stat => {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [pid, parent, user, system] = [line.split(' ', 1)[0], fields[1], fields[11], fields[12]].map(Number);
  if (pid === undefined || parent === undefined || user === undefined || system === undefined)
    throw new Error('this is no line of /proc/<pid>/stat');
  return { pid, parent, ticks: user + system };
};

/** VmHWM of /proc/<pid>/status, in bytes; 0 for a process that has none any more. */
export const parsePeak = (status: string): number =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;

/** Those that are gone by now are left out. */
const readOf = (pid: number | string, file: string): string | undefined => {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return undefined;
  }
};

const everybody = (): readonly Stat[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readOf(pid, 'stat'))
    .filter((line) => line !== undefined)
    .map(parseStat);

/** `pid` and all that it has started, and they in turn. */
export const familyOf = (pid: number, all: readonly Stat[] = everybody()): readonly Stat[] => {
  const itself = all.filter((stat) => stat.pid === pid);
  const children = all.filter(({ parent }) => parent === pid);
  return [...itself, ...children.flatMap((child) => familyOf(child.pid, all))];
};

export const ticksOf = (pid: number): number => familyOf(pid).reduce((sum, { ticks }) => sum + ticks, 0);

/** Bytes; memory that a family shares is counted for each of them. */
export const peakMemoryOf = (pid: number): number =>
  familyOf(pid).reduce((sum, member) => sum + parsePeak(readOf(member.pid, 'status') ?? ''), 0);
