// The table of faults in the manual is the one that `npm run faults -- --write` prints: every fault of the code, no other.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../config/package-root.ts';
import { faults } from '../../sandbox/faults/fault-table.ts';
import { head, markers } from '../../scripts/faults/fault-report.ts';

const page = readFileSync(join(packageRoot(import.meta.url), 'docs', 'operations.md'), 'utf8');
const table = page.split(markers.begin)[1]?.split(markers.end)[0] ?? '';
const rows = table
  .split('\n')
  .filter((line) => line.startsWith('|'))
  .map((line) => line.slice(2, -2).split(' | '));

describe('the table of faults in docs/operations.md', () => {
  it('has the columns that are measured', () => {
    expect(rows[0]).toEqual(head);
  });

  it('names every fault of the code and no other, in its words', () => {
    expect(rows.slice(2).map(([name, about]) => [name, about])).toEqual(
      faults.map(({ name, about }) => [name, about]),
    );
  });

  it('leaves no cell empty', () => {
    expect(rows.flat().filter((cell) => cell.trim() === '')).toEqual([]);
  });

  it('names the machine that it was measured on', () => {
    expect(table).toMatch(/^Measured on .+, \d+ cores?, Node v\d+\.\d+\.\d+\./m);
  });
});
