// Where does a real Redis come from? One process of its own, on a free loopback port, in a folder of its own.

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../benchmarks/measure/free-port.ts';
import type { RedisServers } from '../../config/config.ts';
import { type Reply, tellRedis } from './redis-command.ts';

/** The engine there is: Valkey where it is installed, Redis otherwise; undefined where there is neither. */
export const redisProgram = ['valkey-server', 'redis-server'].find(
  (name) => spawnSync(name, ['--version']).status === 0,
);

/** One server on this machine, without password and TLS; `others` is what is different. */
export const serversAt = (port: number, others: Partial<RedisServers> = {}): RedisServers => ({
  kind: 'single',
  hosts: [{ host: '127.0.0.1', port }],
  tls: false,
  username: undefined,
  password: undefined,
  database: 0,
  master: undefined,
  ...others,
});

export type RedisServer = {
  readonly port: number;
  readonly url: string;
  readonly servers: RedisServers;
  readonly child: ChildProcess;
  /** One command, over a connection that is made for it, without a password. */
  ask(command: string, ...args: readonly (string | number)[]): Promise<Reply>;
  end(): Promise<void>;
};

const ownOptions = (port: number, folder: string): readonly string[] =>
  Object.entries({
    port,
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'no',
    // A replica is served at once, and not after five seconds in which others might come.
    'repl-diskless-sync-delay': 0,
  }).flatMap(([name, value]) => [`--${name}`, `${value}`]);

/** What it writes when it may be spoken to; a sentinel says it in its own way. */
const ready = /Ready to accept connections|Sentinel ID is/;

/**
 * `args` are further options, as on its command line; `at` is the port of one that has ended; `sentinel` makes it one with
 * these lines in its file.
 * @throws Error when it ends before it is ready
 */
export const startRedis = async (
  args: readonly string[] = [],
  { at, sentinel }: { readonly at?: number; readonly sentinel?: readonly string[] } = {},
): Promise<RedisServer> => {
  const folder = mkdtempSync(join(tmpdir(), 'redis-'));
  const port = at ?? (await freePort());
  const file = join(folder, 'sentinel.conf');
  if (sentinel !== undefined) writeFileSync(file, sentinel.map((line) => `${line}\n`).join(''));
  const mode = sentinel === undefined ? [] : [file, '--sentinel'];
  const child = spawn(redisProgram ?? 'redis-server', [...mode, ...ownOptions(port, folder), ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    let said = '';
    child.once('error', reject);
    child.once('close', () => reject(new Error(`${redisProgram} ended: ${said}`)));
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      if (ready.test(said)) resolve();
    });
  });
  const servers = serversAt(port);
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    servers,
    child,
    ask: (command, ...words) => tellRedis({ port }, [command, ...words.map(String)]),
    async end() {
      child.kill('SIGKILL');
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
