// An operator tries it without Drift: the sandbox's printed lines in .env, the server started, a token made, an answer read.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { readBrowserLibrary } from '../../config/browser-library.ts';
import { canary } from '../support/canary.ts';
import { type Command, emptyFolder, freePort, runCommand } from '../support/command.ts';
import { until } from '../support/until.ts';

const running: Command[] = [];
const run = (...args: Parameters<typeof runCommand>): Command => {
  const command = runCommand(...args);
  running.push(command);
  return command;
};

afterEach(async () => {
  for (const { child, ended } of running.splice(0)) {
    child.kill('SIGTERM');
    await ended;
  }
});

const startSandbox = async (cwd: string, more: Readonly<Record<string, string>> = {}): Promise<string> => {
  const env = { SANDBOX_PORT: String(await freePort()), SANDBOX_TOKEN: canary.driftToken, ...more };
  const screen = await run(['sandbox'], { cwd, env }).printed(/Contacts to try/);
  return screen
    .split('\n')
    .filter((line) => /^[A-Z_]+=/.test(line))
    .join('\n');
};

describe('the way from sandbox to answer', () => {
  it('works with the printed lines and nothing else but ports', async () => {
    const cwd = emptyFolder();
    const lines = await startSandbox(cwd);
    writeFileSync(join(cwd, '.env'), lines);
    const ports = { PORT: String(await freePort()), ADMIN_PORT: String(await freePort()) };
    const server = run(['start'], { cwd, env: { ...ports, LOG_LEVEL: 'trace' } });
    await server.printed(/Listening for the operator/);

    const maker = run(['token', '--sub', 'user-ada'], { cwd });
    await maker.ended;
    const token = maker.stdout().trim();
    const response = await fetch(`http://127.0.0.1:${ports.PORT}/v1/me/attributes`, {
      headers: { Authorization: `Bearer ${token}` },
    });

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      known: true,
      attributes: { first_name: 'Ada', plan: 'enterprise' },
    });

    server.child.kill('SIGTERM');
    expect(await server.ended).toBe(0);
    const written = server.stdout() + server.stderr();
    const sessionSecret = /^SESSION_SECRET=(.+)$/m.exec(lines)?.[1];
    for (const secret of [canary.driftToken, sessionSecret, token]) expect(written).not.toContain(secret);
  });

  it('shows an edit in the sandbox with the next answer', async () => {
    const cwd = emptyFolder();
    const ports = {
      PORT: String(await freePort()),
      ADMIN_PORT: 'off',
      SANDBOX_PORT: String(await freePort()),
    };
    const origin = `http://127.0.0.1:${ports.PORT}`;
    const lines = await startSandbox(cwd, {
      SANDBOX_PORT: ports.SANDBOX_PORT,
      SANDBOX_WEBHOOK_URL: `${origin}/webhooks/drift`,
    });
    writeFileSync(join(cwd, '.env'), lines);
    await run(['start'], { cwd, env: ports }).printed(/Listening for browsers/);
    const maker = run(['token', '--sub', 'user-ada'], { cwd });
    await maker.ended;
    const ask = async () => {
      const headers = { Authorization: `Bearer ${maker.stdout().trim()}` };
      const response = await fetch(`${origin}/v1/me/attributes`, { headers });
      return (await response.json()) as { attributes: { plan: string } };
    };
    expect((await ask()).attributes.plan).toBe('enterprise');

    const contact = `http://127.0.0.1:${ports.SANDBOX_PORT}/contacts/34360000101`;
    const edited = await fetch(contact, {
      method: 'PATCH',
      headers: { Authorization: `Bearer ${canary.driftToken}` },
      body: '{"attributes":{"plan":"free"}}',
    });
    expect(edited.status).toBe(200);
    await until('the edit shows', async () => (await ask()).attributes.plan === 'free');
  });
});

describe('sandbox', () => {
  it('refuses an address for webhooks that is none, in one line', async () => {
    const refusals = ['127.0.0.1:8080', 'ftp://127.0.0.1/', 'nowhere'].map(async (url) => {
      const env = { SANDBOX_PORT: String(await freePort()), SANDBOX_WEBHOOK_URL: url };
      const command = run(['sandbox'], { cwd: emptyFolder(), env });
      return [await command.ended, command.stderr()];
    });
    const refused = [64, 'SANDBOX_WEBHOOK_URL must be an http address, or off.\n'];
    expect(await Promise.all(refusals)).toEqual([refused, refused, refused]);
  });
});

describe('start', () => {
  it('without settings ends with 78, every problem at once and the way to the demo', async () => {
    const command = run(['start'], { cwd: emptyFolder() });
    expect(await command.ended).toBe(78);
    for (const name of [
      'DRIFT_TOKEN',
      'SESSION_SECRET',
      'SESSION_ISSUER',
      'SESSION_AUDIENCE',
      'npm run demo',
    ]) {
      expect(command.stderr()).toContain(name);
    }
  });

  it('tells the problems of the policy together with those of the environment', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, 'policy.yaml'), 'version: 2\n');
    const command = run(['start'], { cwd, env: { POLICY_FILE: 'policy.yaml' } });
    expect(await command.ended).toBe(78);
    expect(command.stderr()).toMatch(/DRIFT_TOKEN is required/);
    expect(command.stderr()).toMatch(/policy\.yaml: .*version/);
  });

  it('never shows a value', async () => {
    const env = { DRIFT_TOKEN: `${canary.driftToken} with a space`, SESSION_SECRET: 'too-short-a-secret' };
    const command = run(['start'], { cwd: emptyFolder(), env });
    expect(await command.ended).toBe(78);
    expect(command.stderr()).not.toContain(canary.driftToken);
    expect(command.stderr()).not.toContain('too-short-a-secret');
  });

  it('says in one line that its address is taken', async () => {
    const cwd = emptyFolder();
    const sandboxPort = await freePort();
    const screen = await run(['sandbox'], { cwd, env: { SANDBOX_PORT: String(sandboxPort) } }).printed(
      /Contacts to try/,
    );
    writeFileSync(
      join(cwd, '.env'),
      screen
        .split('\n')
        .filter((line) => /^[A-Z_]+=/.test(line))
        .join('\n'),
    );
    const command = run(['start'], { cwd, env: { PORT: String(sandboxPort), ADMIN_PORT: 'off' } });
    expect(await command.ended).toBe(69);
    expect(command.stderr().trim().split('\n')).toHaveLength(1);
    expect(command.stderr()).toContain('already in use');
  });
});

describe('check', () => {
  it('says who may see what', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, '.env'), await startSandbox(cwd));
    const command = run(['check'], { cwd });
    expect(await command.ended).toBe(0);
    expect(command.stdout()).toMatch(/browser: first_name/);
  });

  it('says what a page loads, and holds it to', async () => {
    const cwd = emptyFolder();
    writeFileSync(join(cwd, '.env'), await startSandbox(cwd));
    const command = run(['check'], { cwd });
    expect(await command.ended).toBe(0);
    for (const { path, hashedPath, integrity } of readBrowserLibrary().current) {
      expect(command.stdout()).toContain(`  ${path}\n`);
      expect(command.stdout()).toContain(`  ${hashedPath} integrity="${integrity}"\n`);
    }
  });
});
