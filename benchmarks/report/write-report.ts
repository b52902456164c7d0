// Where does it go? The tables into docs/performance.md, the pictures beside it.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Results } from '../results.ts';
import type { Judgement } from './bounds.ts';
import { places } from './places.ts';
import { plots } from './plots.ts';
import { spliced } from './splice.ts';

/** The files that were written. @throws Error when the page lacks a place */
export const writeReport = (
  root: string,
  results: Results,
  judgements: readonly Judgement[],
): readonly string[] => {
  const page = join(root, 'docs', 'performance.md');
  const folder = join(root, 'docs', 'performance');
  const texts = Object.entries(places).map(([name, write]) => [name, write(results, judgements)] as const);
  const text = texts.reduce((so, [name, written]) => spliced(so, name, written), readFileSync(page, 'utf8'));
  const pictures = Object.entries(plots(results));

  writeFileSync(page, text);
  mkdirSync(folder, { recursive: true });
  for (const [name, svg] of pictures) writeFileSync(join(folder, name), svg);
  return [page, ...pictures.map(([name]) => join(folder, name))];
};
