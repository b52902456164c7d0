// The lock file installs everywhere: whatever a locked package may need on another system is locked too.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../config/package-root.ts';

type Locked = {
  readonly version: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

const root = packageRoot(import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(join(root, name), 'utf8'));
const { '': _project, ...packages } = read('package-lock.json').packages as Record<string, Locked>;
const entries = Object.entries(packages);

/** Node's own search: beside the package, then in each folder above it. */
const isLocked = (from: string, name: string): boolean => {
  const path = from.split('/node_modules/');
  for (let depth = path.length; depth > 0; depth -= 1) {
    if (`${path.slice(0, depth).join('/node_modules/')}/node_modules/${name}` in packages) return true;
  }
  return `node_modules/${name}` in packages;
};

/** What npm installs only where it fits, and so may never have been looked at on this system. */
const missingFor = (from: string, { optionalDependencies = {} }: Locked): string[] =>
  Object.keys(optionalDependencies)
    .filter((name) => !isLocked(from, name))
    .map((name) => `${from} wants ${name}`);

describe('package-lock.json', () => {
  it('locks every optional platform package that a locked package names', () => {
    expect(entries.flatMap(([path, locked]) => missingFor(path, locked))).toEqual([]);
  });

  it('would notice one that is not there', () => {
    expect(
      missingFor('node_modules/jest', { version: '1', optionalDependencies: { 'no-such-platform': '1' } }),
    ).toHaveLength(1);
  });

  it('holds an integrity hash for every package and the address of no registry', () => {
    expect(entries.filter(([, { integrity }]) => integrity === undefined).map(([path]) => path)).toEqual([]);
    expect(entries.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path)).toEqual([]);
  });

  it('keeps production within 130 packages', () => {
    expect(
      entries.filter(([, { dev, optional }]) => dev !== true && optional !== true).length,
    ).toBeLessThanOrEqual(130);
  });

  it('pins every direct dependency exactly', () => {
    const { dependencies, devDependencies } = read('package.json');
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(
      ([, range]) => !/^(npm:(@[^/]+\/)?[^@]+@)?\d/.test(String(range)),
    );
    expect(loose).toEqual([]);
  });
});
