// README says what is: its commands exist, and CI runs the two that it shows first as they are written there.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../config/package-root.ts';
import { blocksOf } from '../support/page-blocks.ts';

const root = packageRoot(import.meta.url);
const read = (name: string): string => readFileSync(join(root, name), 'utf8');
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

  it('shows of the library what its page shows, where each line is compiled and run', () => {
    const lines = (text: string): string => text.replace(/^\s+/gm, '').trim();
    const ofTheLibrary =
      /drift-attributes|data-drift|visitor|serializeBootstrap|fetchAttributes|DriftAttributes/;
    const shown = blocksOf(readme).filter(
      ({ language, text }) => /^(html|[jt]sx?)$/.test(language) && ofTheLibrary.test(text),
    );
    const page = blocksOf(read('docs/browser-library.md')).map(({ text }) => lines(text));
    expect(shown.length).toBeGreaterThan(8);
    for (const { text } of shown) expect(page.some((block) => block.includes(lines(text)))).toBe(true);
  });
});

describe('docs/browser-library.md', () => {
  const page = read('docs/browser-library.md');
  const links = [...page.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
  /** As GitHub names them. */
  const anchors = [...page.matchAll(/^#+ (.+)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replace(/[^\w -]/g, '')
      .replaceAll(' ', '-'),
  );

  it('leads to no file and to no heading that is not there', () => {
    expect(links.length).toBeGreaterThan(10);
    const wrong = links.filter(([, target, anchor]) =>
      target ? !existsSync(join(root, 'docs', target)) : !anchors.includes(anchor ?? ''),
    );
    expect(wrong.map(([link]) => link)).toEqual([]);
  });
});
