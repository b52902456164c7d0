// docs/performance.md holds what the benchmark wrote: every place of it, and no measured number anywhere else.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { contenders } from '../../benchmarks/contenders/contenders.ts';
import { bounds } from '../../benchmarks/report/bounds.ts';
import { places } from '../../benchmarks/report/places.ts';
import { marker, placesOf } from '../../benchmarks/report/splice.ts';
import { place as streams } from '../../benchmarks/streams/report.ts';
import { packageRoot } from '../../config/package-root.ts';

const root = packageRoot(import.meta.url);
const page = readFileSync(join(root, 'docs', 'performance.md'), 'utf8');
const written = (name: string): string =>
  page.split(marker(name, 'begin'))[1]?.split(marker(name, 'end'))[0]?.trim() ?? '';
const prose = placesOf(page).reduce((text, name) => text.replace(written(name), ''), page);

describe('docs/performance.md', () => {
  it('has a place for everything that is written, and no other', () => {
    expect(placesOf(page).toSorted()).toEqual([...Object.keys(places), streams].toSorted());
  });

  it.each([...Object.keys(places), streams])('has something written at %s', (name) => {
    expect(written(name)).not.toBe('');
  });

  it('has no measured number in its prose', () => {
    expect(prose).not.toMatch(/\d\s*(µs|ms|×|%|MiB|bytes|requests\/s)/);
  });

  it('names the command that writes it, which is there', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    for (const name of ['bench', 'streams']) {
      expect(prose).toContain(`npm run ${name} -- --write`);
      expect(scripts[name]).toBeDefined();
    }
  });

  it('names every contender and every promise of the code', () => {
    for (const { title } of contenders) expect(written('side-by-side')).toContain(`| ${title} |`);
    for (const { promise } of bounds) expect(written('promises')).toContain(`| ${promise} |`);
  });

  it('names the machine', () => {
    expect(written('machine')).toMatch(/^Measured on .+, \d+ cores?, .+ Node v\d+\.\d+\.\d+/);
  });

  it('shows pictures that are there', () => {
    const pictures = [...page.matchAll(/!\[[^\]]+\]\(([^)]+\.svg)\)/g)].map(([, file = '']) => file);
    expect(pictures).toHaveLength(3);
    expect(pictures.filter((file) => !existsSync(join(root, 'docs', file)))).toEqual([]);
  });
});

describe('the contenders', () => {
  const { dependencies } = JSON.parse(readFileSync(join(root, 'benchmarks', 'package.json'), 'utf8'));
  const lock = readFileSync(join(root, 'benchmarks', 'package-lock.json'), 'utf8');
  const { '': _project, ...locked } = JSON.parse(lock).packages as Record<string, { integrity?: string }>;

  it('are pinned exactly', () => {
    expect(Object.values<string>(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual(
      [],
    );
  });

  it('are locked with an integrity hash each and the address of no registry', () => {
    expect(Object.entries(locked).filter(([, { integrity }]) => integrity === undefined)).toEqual([]);
    expect(lock).not.toContain('"resolved"');
  });
});
