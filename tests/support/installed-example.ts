// Does an example run for whoever installs it? A copy in a folder of its own, started by its own scripts, on the project's packages.

import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../config/package-root.ts';
import { emptyFolder, freePort } from './command.ts';
import { createPassingClock } from './passing-clock.ts';
import { startProxy } from './proxy.ts';

const root = packageRoot(import.meta.url);

/** The example's folder as after `npm install`. */
export const installExample = (name: string): string => {
  const folder = emptyFolder();
  const own = (path: string): boolean => !/[\\/](node_modules|dist)$/.test(path);
  cpSync(join(root, 'examples', name), folder, { recursive: true, filter: own });
  const packages = join(folder, 'node_modules');
  mkdirSync(packages);
  for (const entry of readdirSync(join(root, 'node_modules'))) {
    if (entry === '.bin' || !entry.startsWith('.'))
      symlinkSync(join(root, 'node_modules', entry), join(packages, entry));
  }
  installOurs(join(packages, 'drift-attribute-proxy'));
  return folder;
};

/** As from the registry: what the build made, without the packages that it was made with. */
const installOurs = (folder: string): void => {
  for (const part of ['package.json', 'dist/client'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
};

export const removeExample = (folder: string): void => rmSync(folder, { recursive: true, force: true });

type Env = Readonly<Record<string, string>>;

/** Runs one of the example's npm scripts to its end; rejects with what it wrote when that is a bad one. */
export const runScript = async (folder: string, script: string, env: Env = {}): Promise<void> => {
  const { ended, written } = begin(folder, [script], env);
  const code = await ended;
  if (code !== 0) throw new Error(`npm run ${script} ended with ${code}: ${written()}`);
};

/**
 * Starts one of the example's npm scripts that serves on `PORT`, and waits until it has printed its address.
 * `given` are arguments after the script's own; `$PORT` in them is the port.
 */
export const startScript = async (folder: string, script: string, given: readonly string[], env: Env) => {
  const port = String(await freePort());
  const args = [script, '--', ...given.map((argument) => argument.replace('$PORT', port))];
  const { child, ended, written } = begin(folder, args, { ...env, PORT: port });
  await new Promise<void>((resolve, reject) => {
    const look = (): void => {
      if (written().includes(`http://localhost:${port}`)) resolve();
    };
    child.stdout.on('data', look);
    void ended.then((code) => reject(new Error(`npm run ${script} ended with ${code}: ${written()}`)));
  });
  return {
    url: `http://localhost:${port}`,
    stop: async (): Promise<void> => {
      // The whole group: npm does not hand every signal on.
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
      await ended;
    },
  };
};

export type RunningScript = Awaited<ReturnType<typeof startScript>>;

const begin = (folder: string, args: readonly string[], env: Env) => {
  const child = spawn('npm', ['run', '--silent', ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => {
      text += more;
    });
  }
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, written: () => text };
};

/** A real proxy before a real sandbox that tells it of changes, both at the machine's pace. */
export const startProxyForExample = async () => {
  const proxy = await startProxy({ clock: createPassingClock() });
  proxy.sandbox.webhooks.target(`${proxy.url}/webhooks/drift`);
  return {
    ...proxy,
    /** What a browser on `localhost`, at whatever port, holds of the visitor's session. */
    cookieOf: (visitor: string) => ({
      name: 'session',
      value: proxy.token({ sub: visitor }),
      domain: 'localhost',
      path: '/',
      httpOnly: true,
      sameSite: 'Lax' as const,
    }),
    /** Changes the visitor's contact in Drift, which says so by a webhook. */
    edit: (visitor: string, attributes: Readonly<Record<string, string>>): void => {
      const [contact] = proxy.sandbox.contacts.findByExternalId(visitor);
      if (contact === undefined) throw new Error(`Drift knows no ${visitor}.`);
      proxy.sandbox.contacts.update(contact.id, attributes);
    },
  };
};

export type ProxyForExample = Awaited<ReturnType<typeof startProxyForExample>>;
