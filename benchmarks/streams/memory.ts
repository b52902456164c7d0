// What memory does a process have, and how many files may it open? As Linux counts them.

import { readFileSync } from 'node:fs';

/** VmRSS of /proc/<pid>/status, in bytes. */
export const residentMemoryOf = (pid: number): number => {
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (found === undefined)
    throw new Error(`process ${pid} has no memory: it has ended, or this is not Linux`);
  return Number(found) * 1_024;
};

export const openFilesAllowed = (pid: number | 'self'): number => {
  const found = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync(`/proc/${pid}/limits`, 'utf8'))?.[1];
  return found === 'unlimited' ? Number.POSITIVE_INFINITY : Number(found);
};
