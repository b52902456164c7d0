// Would an example install for a stranger? It names every package that it imports, in the versions that its test runs with.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { audienceInterface, everybodysAudience } from '../../cli/audience-interface.ts';
import { packageRoot } from '../../config/package-root.ts';
import { policyFrom } from '../support/proxy.ts';

type Manifest = {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
};

const root = packageRoot(import.meta.url);
const folder = join(root, 'examples');
const manifestIn = (path: string): Manifest => JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'));

const examples = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'package.json')));

const sourcesOf = (name: string): string[] =>
  readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' })
    .filter((path) => /^(?!node_modules|dist)[^.].*\.tsx?$/.test(path))
    .map((path) => readFileSync(join(folder, name, path), 'utf8'));

/** Packages alone: neither files of the example nor parts of Node. */
const importedBy = (name: string): string[] =>
  sourcesOf(name)
    .flatMap((text) => [...text.matchAll(/ from '((?![.]|node:)[^']+)'/g)])
    .map(([, specifier = '']) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    );

describe.each(examples)('examples/%s', (name) => {
  const { dependencies, devDependencies } = manifestIn(join(folder, name));
  const named = { ...dependencies, ...devDependencies };

  it('names every package that it imports', () => {
    expect(importedBy(name)).not.toEqual([]);
    expect(importedBy(name).filter((imported) => named[imported] === undefined)).toEqual([]);
  });

  it('names the versions that it is tested with', () => {
    const ours = manifestIn(root);
    const tested: Readonly<Record<string, string>> = {
      ...ours.dependencies,
      ...ours.devDependencies,
      'drift-attribute-proxy': 'file:../..',
    };
    expect(named).toEqual(Object.fromEntries(Object.keys(named).map((one) => [one, tested[one]])));
  });

  it("holds the types of the project's own policy, as they are printed", () => {
    const audience = everybodysAudience(policyFrom(readFileSync(join(root, 'config/policy.yaml'), 'utf8')));
    if (audience === undefined) throw new Error('No audience takes every session.');
    const held = readFileSync(join(folder, name, 'src/attributes.ts'), 'utf8');
    expect(held).toBe(`${audienceInterface(audience)}\n`);
  });

  it('says in five lines how to start it', () => {
    const lines = readFileSync(join(folder, name, 'README.md'), 'utf8').match(/^\d\. .+$/gm);
    expect(lines).toHaveLength(5);
  });
});
