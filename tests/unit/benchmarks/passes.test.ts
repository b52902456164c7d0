// All are alive at once and take turns, and one that fails spoils no other.

import { describe, expect, it } from '@jest/globals';
import { pairwise } from '../../../benchmarks/measure/pairs.ts';
import { inPasses, type Keep } from '../../../benchmarks/tables/passes.ts';
import { inOrder } from './results-in-hand.ts';

const silent = { done: () => {}, failed: () => {} };

/** What happens, in its order: `+a` starts, `a` is measured, `-a` ends. */
const logging = (log: string[]): Keep<string, number> => {
  return async (subject, act) => {
    log.push(`+${subject}`);
    await act(async () => log.push(subject));
    log.push(`-${subject}`);
  };
};

describe('passes', () => {
  it('visit all that are alive, and start them anew each round', async () => {
    const log: string[] = [];
    await inPasses({ rounds: 2, passes: 2 }, ['a', 'b'], logging(log), silent);
    const begun = ['+a', '+b'];
    const ended = ['-b', '-a'];
    expect(log).toEqual([...begun, 'a', 'b', 'b', 'a', ...ended, ...begun, 'b', 'a', 'a', 'b', ...ended]);
  });

  it('begin with each as often as with any other, through all rounds, and visit nobody twice in a row', async () => {
    const subjects = ['a', 'b', 'c', 'd'];
    const visits: string[] = [];
    const keep: Keep<string, number> = (subject, act) => act(async () => visits.push(subject));
    await inPasses({ rounds: 8, passes: 3 }, subjects, keep, silent);
    const passes = Array.from({ length: 24 }, (_, pass) => visits.slice(4 * pass, 4 * pass + 4));
    expect(passes.map((pass) => pass.toSorted())).toEqual(passes.map(() => subjects));
    const firsts = passes.map(([first]) => first);
    expect(subjects.map((subject) => firsts.filter((first) => first === subject).length)).toEqual([
      6, 6, 6, 6,
    ]);
    expect(visits.filter((visited, index) => visited === visits[index - 1])).toEqual([]);
  });

  it('give each subject its results by the number of the pass, through all rounds', async () => {
    let turn = 0;
    const keep: Keep<string, number> = (_subject, act) => act(async () => ++turn);
    const results = await inPasses({ rounds: 2, passes: 1 }, ['a', 'b'], keep, silent);
    expect([...results]).toEqual([
      ['a', inOrder([1, 4])],
      ['b', inOrder([2, 3])],
    ]);
  });

  it('are sat out, a whole round of them, by whom they are told', async () => {
    const log: string[] = [];
    const sitsOut = (subject: string, round: number) => subject === 'a' && round !== 2;
    const results = await inPasses({ rounds: 3, passes: 1 }, ['a', 'b'], logging(log), {
      ...silent,
      sitsOut,
    });
    expect(log).toEqual(['+b', 'b', '-b', '+a', '+b', 'b', 'a', '-b', '-a', '+b', 'b', '-b']);
    expect([...(results.get('a')?.keys() ?? [])]).toEqual([2]);
  });

  it('go on without one that does not start', async () => {
    const failures: unknown[] = [];
    const keep: Keep<string, number> = async (subject, act) => {
      if (subject === 'a') throw new Error('broken');
      await act(async () => 1);
    };
    const failed = (subject: string, error: unknown) => failures.push([subject, error]);
    const results = await inPasses({ rounds: 1, passes: 1 }, ['a', 'b'], keep, { ...silent, failed });
    expect(failures).toEqual([['a', new Error('broken')]]);
    expect([...results.keys()]).toEqual(['b']);
  });

  it('go on without one that breaks, and give it another chance in the next round', async () => {
    const log: string[] = [];
    const keep: Keep<string, number> = async (subject, act) => {
      await act(async () => {
        log.push(subject);
        if (subject === 'a') throw new Error('broken');
        return 1;
      });
    };
    const failures: string[] = [];
    const failed = (subject: string) => failures.push(subject);
    await inPasses({ rounds: 2, passes: 2 }, ['a', 'b'], keep, { ...silent, failed });
    expect(log).toEqual(['a', 'b', 'b', 'b', 'a', 'b']);
    expect(failures).toEqual(['a', 'a']);
  });

  it('tell of one that does not end as it should, and keep what was measured', async () => {
    const failures: string[] = [];
    const keep: Keep<string, number> = async (_subject, act) => {
      await act(async () => 1);
      throw new Error('it does not end');
    };
    const failed = (subject: string) => failures.push(subject);
    const results = await inPasses({ rounds: 1, passes: 1 }, ['a'], keep, { ...silent, failed });
    expect(failures).toEqual(['a']);
    expect(results.get('a')).toEqual(inOrder([1]));
  });
});

describe('a comparison', () => {
  const divide = (one: number, other: number): number => one / other;

  it('is made within each pass', () => {
    expect(pairwise(inOrder([10, 40]), inOrder([5, 10]), divide)).toEqual([2, 4]);
  });

  it('leaves out a pass that lacks one of the two', () => {
    const one = new Map([
      [1, 10],
      [3, 30],
    ]);
    const other = new Map([
      [2, 10],
      [3, 10],
    ]);
    expect(pairwise(one, other, divide)).toEqual([3]);
  });

  it('with somebody who was not measured says nothing', () => {
    expect(pairwise(inOrder([10]), undefined, divide)).toEqual([]);
  });
});
