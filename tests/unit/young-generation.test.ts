// In how many steps does the space for new objects grow? Seen in a process of its own, for it is one for all.

import { execFileSync } from 'node:child_process';
import { expect, it } from '@jest/globals';
import { growthFlag } from '../../server/young-generation.ts';

/** Sizes of the space, in megabytes, while everything that is made survives. */
const sizesWhileGrowing = (flag = ''): number[] => {
  const program = `
    const { getHeapSpaceStatistics, setFlagsFromString } = require('node:v8');
    setFlagsFromString('${flag}');
    const size = () => getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space').space_size;
    const sizes = new Set([size()]);
    const kept = [];
    for (let n = 0; n < 400_000; n += 1) {
      kept.push({ n, text: 'a' + n });
      if (n % 500 === 0) sizes.add(size());
    }
    console.log(JSON.stringify([...sizes].map((bytes) => bytes / 2 ** 20)));
  `;
  return JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }));
};

it('the space for new objects has most of its room after one step, and not after doubling again and again', () => {
  const doubled = sizesWhileGrowing();
  const at = (sizes: readonly number[], least: number) => sizes.findIndex((size) => size >= least);
  const grown = sizesWhileGrowing(growthFlag);
  expect(at(doubled, 16)).toBeGreaterThanOrEqual(3);
  expect(at(grown, 16)).toBeLessThanOrEqual(2);
  expect(at(grown, 16)).toBeGreaterThan(0);
});
