// The built command as a user runs it: a process of its own, in an empty folder, with an environment that is told.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../../config/package-root.ts';
import { createTestLog } from './test-log.ts';

export type Command = {
  readonly child: ChildProcess;
  /** Everything it has written so far. */
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves with the text when standard output matches; rejects when the process ends before. */
  printed(pattern: RegExp): Promise<string>;
  readonly ended: Promise<number | null>;
};

type Surroundings = { readonly cwd: string; readonly env?: Readonly<Record<string, string>> };

export const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'drift-attribute-proxy-'));

/** A port that was free a moment ago. */
export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });

export const runCommand = (args: readonly string[], { cwd, env = {} }: Surroundings): Command => {
  const main = join(packageRoot(import.meta.url), 'dist', 'cli', 'main.js');
  const child = spawn(process.execPath, [main, ...args], { cwd, env: { PATH: process.env['PATH'], ...env } });
  const appendToTestLog = args[0] === 'start' ? createTestLog(`process-${child.pid}`) : () => {};
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    appendToTestLog(text);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));

  return {
    child,
    stdout: () => out,
    stderr: () => err,
    ended,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(out)) resolve(out);
        };
        child.stdout.on('data', look);
        void ended.then((code) =>
          reject(new Error(`ended with ${code} before it printed ${pattern}: ${err}`)),
        );
        look();
      }),
  };
};
