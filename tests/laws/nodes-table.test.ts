// The tables of three nodes in the manual are those that `npm run faults -- --nodes --write` prints: every fault, every promise.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../config/package-root.ts';
import { proofs } from '../../scripts/nodes/proofs.ts';
import { redisFaults } from '../../scripts/nodes/redis-faults.ts';
import { faultHead, markers, proofHead } from '../../scripts/nodes/report.ts';

const page = readFileSync(join(packageRoot(import.meta.url), 'docs', 'operations.md'), 'utf8');
const text = page.split(markers.begin)[1]?.split(markers.end)[0] ?? '';
const tables = text
  .split('\n\n')
  .filter((part) => part.startsWith('|'))
  .map((part) => part.split('\n').map((line) => line.slice(2, -2).split(' | ')));
const [faults = [], promises = []] = tables;

describe('the tables of three nodes in docs/operations.md', () => {
  it('have the columns that are measured', () => {
    expect([faults[0], promises[0]]).toEqual([faultHead, proofHead]);
  });

  it('name every fault of the code and no other, in its words', () => {
    expect(faults.slice(2).map(([name, about]) => [name, about])).toEqual(
      redisFaults.map(({ name, about }) => [name, about]),
    );
  });

  it('name every promise of the code and no other', () => {
    const named = promises.slice(2).map(([name]) => name);
    expect([...new Set(named)]).toEqual(proofs.map(({ name }) => name));
  });

  it('leave no cell empty', () => {
    expect([...faults, ...promises].flat().filter((cell) => cell.trim() === '')).toEqual([]);
  });

  it('name the machine and the engine that they were measured on', () => {
    expect(text).toMatch(/^Measured on .+, \d+ cores?, Node v\d+\.\d+\.\d+, .*`(?:valkey|redis)-server`/m);
  });
});
