// Contenders take turns, and one that fails spoils no other.

import { describe, expect, it } from '@jest/globals';
import { inRounds } from '../../../benchmarks/tables/rounds.ts';

const silent = { done: () => {}, failed: () => {} };

describe('rounds', () => {
  it('interleave the subjects', async () => {
    const order: string[] = [];
    await inRounds(2, ['a', 'b', 'c'], async (subject) => order.push(subject), silent);
    expect(order).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('give each subject its results, in their order', async () => {
    let turn = 0;
    const results = await inRounds(2, ['a', 'b'], async () => ++turn, silent);
    expect([...results]).toEqual([
      ['a', [1, 3]],
      ['b', [2, 4]],
    ]);
  });

  it('tell of a failure and go on', async () => {
    const failures: unknown[] = [];
    const results = await inRounds(
      1,
      ['a', 'b'],
      async (subject) => {
        if (subject === 'a') throw new Error('broken');
        return 1;
      },
      { done: () => {}, failed: (subject, error) => failures.push([subject, error]) },
    );
    expect(failures).toEqual([['a', new Error('broken')]]);
    expect([...results.keys()]).toEqual(['b']);
  });
});
