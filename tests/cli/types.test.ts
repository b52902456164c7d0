// types: who writes a page gets the types of its visitor, with no secret at hand.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { emptyFolder, runCommand } from '../support/command.ts';

const run = async (args: readonly string[], cwd = emptyFolder(), env: Record<string, string> = {}) => {
  const command = runCommand(['types', ...args], { cwd, env });
  return { code: await command.ended, out: command.stdout(), err: command.stderr() };
};

const policy = (audiences: string): string => `{ version: 1, audiences: { ${audiences} } }\n`;
const folderWith = (audiences: string): string => {
  const folder = emptyFolder();
  mkdirSync(join(folder, 'config'));
  writeFileSync(join(folder, 'config', 'policy.yaml'), policy(audiences));
  return folder;
};

describe('types', () => {
  it('prints those of the package where there is no policy, and says aside whose they are', async () => {
    const { code, out, err } = await run([]);
    expect(code).toBe(0);
    expect(out).toMatch(/^\/\*\* .*\nexport interface BrowserAttributes \{\n[^}]*plan\?: 'free' \| 'pro'/);
    expect(err).toMatch(/types of browser, the audience of every session/);
  });

  it('prints another audience when it is named, and nothing aside', async () => {
    const { code, out, err } = await run(['--audience', 'support']);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('readonly tags?: readonly string[];');
  });

  it('reads the policy of the folder, of POLICY_FILE, or the one that is named', async () => {
    const cwd = folderWith('here: {}');
    writeFileSync(join(cwd, 'set.yaml'), policy('set: {}'));
    writeFileSync(join(cwd, 'named.yaml'), policy('named: {}'));
    const env = { POLICY_FILE: 'set.yaml' };
    expect((await run([], cwd)).out).toContain('HereAttributes');
    expect((await run([], cwd, env)).out).toContain('SetAttributes');
    expect((await run(['--policy', 'named.yaml'], cwd, env)).out).toContain('NamedAttributes');
  });

  it.each([
    ['an audience that is not there', ['--audience', 'sales'], 'There is no such audience'],
    ['a policy that each session must earn', [], 'No audience takes every session'],
  ])('refuses %s, and names those that are there', async (_what, args, words) => {
    const { code, out, err } = await run(args, folderWith('support: { requires: { role: agent } }'));
    expect([code, out]).toEqual([64, '']);
    expect(err).toContain(words);
    expect(err).toContain('The policy has: support.');
  });

  it('tells every problem of a policy', async () => {
    const { code, out, err } = await run(
      [],
      folderWith('browser: { attributes: { a: {}, b: { type: x } } }'),
    );
    expect([code, out]).toEqual([78, '']);
    expect(err.trim().split('\n')).toHaveLength(2);
  });
});
