// What is a node? The built command as an operator runs it: a process of its own in an empty folder.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../config/package-root.ts';

export type NodeProcess = {
  readonly child: ChildProcess;
  /** Every line of its log so far. */
  readonly lines: readonly string[];
  end(): Promise<void>;
};

/** Resolves when it serves. @throws Error with its last words when it ends before */
export const startNode = async (env: Readonly<Record<string, string>>): Promise<NodeProcess> => {
  const folder = mkdtempSync(join(tmpdir(), 'drift-attribute-proxy-'));
  const main = join(packageRoot(import.meta.url), 'dist', 'cli', 'main.js');
  const child = spawn(process.execPath, [main, 'start'], {
    cwd: folder,
    env: { PATH: process.env['PATH'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  let unfinished = '';
  let complaints = '';
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints += text;
  });
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => reject(new Error(`a node ended with ${code}: ${complaints}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const parts = (unfinished + text).split('\n');
      unfinished = parts.pop() ?? '';
      lines.push(...parts);
      if (parts.some((line) => line.includes('Listening for browsers'))) resolve();
    });
  });
  return {
    child,
    lines,
    async end() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
