// Where does it go? The tables into docs/capacity.md, the pictures beside it.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { spliced } from '../../report/splice.ts';
import type { Results } from '../results.ts';
import { places } from './places.ts';
import { plots } from './plots.ts';

export const written = (page: string, results: Results): string =>
  Object.entries(places).reduce((text, [name, tell]) => spliced(text, name, tell(results)), page);

/** The files that were written. @throws Error when the page lacks a place */
export const writeReport = (root: string, results: Results): readonly string[] => {
  const page = join(root, 'docs', 'capacity.md');
  const folder = join(root, 'docs', 'capacity');
  const text = written(readFileSync(page, 'utf8'), results);
  const pictures = Object.entries(plots(results));

  writeFileSync(page, text);
  mkdirSync(folder, { recursive: true });
  for (const [name, svg] of pictures) writeFileSync(join(folder, name), svg);
  return [page, ...pictures.map(([name]) => join(folder, name))];
};
