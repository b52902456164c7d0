// What has a process cost so far? Its CPU time and its peak memory, and those of all its children, as Linux counts them.

import { readdirSync, readFileSync } from 'node:fs';

/** One line of /proc/<pid>/stat. */
export type Stat = { readonly pid: number; readonly parent: number };

/** proc(5): the second field is a name in parentheses that may itself hold spaces and parentheses. */
export const parseStat = (line: string): Stat => {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [pid, parent] = [line.split(' ', 1)[0], fields[1]].map(Number);
  if (pid === undefined || parent === undefined || Number.isNaN(pid + parent))
    throw new Error('this is no line of /proc/<pid>/stat');
  return { pid, parent };
};

/**
 * The first field of /proc/<pid>/task/<tid>/schedstat: user and system time of one thread, in microseconds. Linux keeps
 * it to the nanosecond, while /proc/<pid>/stat tells the same time in hundredths of a second.
 */
export const parseThread = (text: string): number => Number(text.split(' ', 1)[0]) / 1_000;

/** VmHWM of /proc/<pid>/status, in bytes; 0 for a process that has none any more. */
export const parsePeak = (status: string): number =>
  Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1_024;

/** Undefined for one that is gone by now. */
const unlessGone = <Found>(look: () => Found): Found | undefined => {
  try {
    return look();
  } catch {
    return undefined;
  }
};

const readOf = (pid: number | string, file: string): string | undefined =>
  unlessGone(() => readFileSync(`/proc/${pid}/${file}`, 'utf8'));

/** /proc/<pid>/stat of everybody who is alive. */
export const statLines = (): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => readOf(pid, 'stat'))
    .filter((line) => line !== undefined);

const everybody = (): readonly Stat[] => statLines().map(parseStat);

/** `pid` and all that it has started, and they in turn. */
export const familyOf = (pid: number, all: readonly Stat[] = everybody()): readonly Stat[] => {
  const itself = all.filter((stat) => stat.pid === pid);
  const children = all.filter(({ parent }) => parent === pid);
  return [...itself, ...children.flatMap((child) => familyOf(child.pid, all))];
};

const sum = (numbers: readonly number[]): number => numbers.reduce((so, more) => so + more, 0);

const cpuTimeOfOne = (pid: number): number =>
  sum(
    (unlessGone(() => readdirSync(`/proc/${pid}/task`)) ?? []).map((thread) =>
      parseThread(readOf(pid, `task/${thread}/schedstat`) ?? '0'),
    ),
  );

/** Microseconds of all threads of a family that are alive; that of threads that have ended is lost. */
export const cpuTimeOf = (pid: number): number =>
  sum(familyOf(pid).map((member) => cpuTimeOfOne(member.pid)));

/** Bytes; memory that a family shares is counted for each of them. */
export const peakMemoryOf = (pid: number): number =>
  sum(familyOf(pid).map((member) => parsePeak(readOf(member.pid, 'status') ?? '')));
