// README says what is: its commands exist, and CI runs the two that it shows first as they are written there.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../config/package-root.ts';

const read = (name: string): string => readFileSync(join(packageRoot(import.meta.url), name), 'utf8');
const readme = read('README.md');

/** A file, or a folder that holds something. */
const isThere = (target: string): boolean => {
  const path = join(packageRoot(import.meta.url), target);
  return existsSync(path) && (statSync(path).isFile() || readdirSync(path).length > 0);
};
const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

describe('README.md', () => {
  it.each(['npm ci && npm run demo', 'npm ci && npm test'])(
    'shows %s, and CI runs it as written',
    (command) => {
      expect(readme.split('\n')).toContain(command);
      expect(read('.ci/run')).toContain(`readme_command '${command}'`);
    },
  );

  it('names no script that does not exist', () => {
    const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name ?? '');
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('leads to no file that is not there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, target]) => target ?? '');
    expect(links.length).toBeGreaterThan(5);
    expect(links.filter((target) => !isThere(target))).toEqual([]);
  });
});
