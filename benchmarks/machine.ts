// On what was it measured? The machine and the programs, in a line.

import { execFileSync } from 'node:child_process';
import { availableParallelism, cpus, release, totalmem } from 'node:os';

const gibibyte = 2 ** 30;

/** What a program says of its own version, on either output; nothing when it is not there. */
const versionOf = (command: string, args: readonly string[], pattern: RegExp): string | undefined => {
  try {
    const text = execFileSync('/bin/sh', ['-c', `"$0" "$@" 2>&1 || true`, command, ...args], {
      encoding: 'utf8',
    });
    return pattern.exec(text)?.[1];
  } catch {
    return undefined;
  }
};

export const machine = (): string => {
  const programs = [
    ['wrk', versionOf('wrk', ['-v'], /^wrk (?:debian\/)?([\d.]+)/)],
    ['nginx', versionOf('/usr/sbin/nginx', ['-v'], /nginx\/([\d.]+)/)],
    ['HAProxy', versionOf('/usr/sbin/haproxy', ['-v'], /version ([\d.]+)/)],
  ] as const;
  const present = programs.filter(([, version]) => version !== undefined);
  return [
    `${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${availableParallelism()} cores`,
    `${Math.round(totalmem() / gibibyte)} GiB of memory`,
    `Linux ${release()}`,
    `Node ${process.version}`,
    ...present.map(([name, version]) => `${name} ${version}`),
  ].join(', ');
};
