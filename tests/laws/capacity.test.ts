// docs/capacity.md holds what the simulation wrote: every place of it, and no simulated number anywhere else.

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { defaults } from '../../benchmarks/capacity/defaults.ts';
import { plans } from '../../benchmarks/capacity/plan.ts';
import { levers, names, nodeCounts } from '../../benchmarks/capacity/questions.ts';
import { places } from '../../benchmarks/capacity/report/places.ts';
import { plots } from '../../benchmarks/capacity/report/plots.ts';
import { modelList } from '../../benchmarks/capacity/report/tables.ts';
import type { Results } from '../../benchmarks/capacity/results.ts';
import { marker, placesOf } from '../../benchmarks/report/splice.ts';
import { packageRoot } from '../../config/package-root.ts';

const root = packageRoot(import.meta.url);
const page = readFileSync(join(root, 'docs', 'capacity.md'), 'utf8');
const written = (name: string): string =>
  page.split(marker(name, 'begin'))[1]?.split(marker(name, 'end'))[0]?.trim() ?? '';
const prose = placesOf(page).reduce((text, name) => text.replace(written(name), ''), page);

/** Nothing found yet. */
const nothing: Results = {
  plan: plans.full,
  base: defaults(),
  names: [],
  loads: { id: [], external: [] },
  levers: [],
  leversOfBatches: [],
  nodes: { id: [], external: [] },
  assumptions: [],
};

describe('docs/capacity.md', () => {
  it('has a place for everything that is written, and no other', () => {
    expect(placesOf(page).toSorted()).toEqual(Object.keys(places).toSorted());
  });

  it.each(Object.keys(places))('has something written at %s', (name) => {
    expect(written(name)).not.toBe('');
  });

  it('has no number in its prose', () => {
    const plain = prose.replaceAll(/```[^`]*```|<!--[^>]*-->/g, '');
    expect(plain).not.toMatch(/\d/);
  });

  it('names the command that writes it, which is there', () => {
    expect(prose).toContain('npm run capacity -- --write');
    expect(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts.capacity).toBeDefined();
  });

  it('answers every question of the code', () => {
    for (const { title } of names(defaults())) expect(written('names')).toContain(`| ${title} |`);
    for (const { title } of levers(defaults())) expect(written('levers')).toContain(`| ${title} |`);
    for (const nodes of nodeCounts) expect(written('nodes-id')).toMatch(new RegExp(`^\\| ${nodes} \\|`, 'm'));
  });

  it('says what the code assumes today, defaults of the configuration among it', () => {
    expect(written('model')).toBe(modelList(nothing));
  });

  it('shows every picture of the code, and each is there', () => {
    const shown = [...page.matchAll(/!\[[^\]]+\]\(capacity\/([^)]+\.svg)\)/g)].map(([, file = '']) => file);
    expect(shown.toSorted()).toEqual(Object.keys(plots(nothing)).toSorted());
    expect(shown.filter((file) => !existsSync(join(root, 'docs', 'capacity', file)))).toEqual([]);
  });
});
