// What is told of a few measurements is their middle and their ends.

import { describe, expect, it } from '@jest/globals';
import { spreadOf } from '../../../benchmarks/measure/statistics.ts';

describe('the spread of measurements', () => {
  it.each([
    ['of an odd number is the one in the middle', [9, 1, 10], 9],
    ['of an even number lies between the two in the middle', [10, 1, 2, 4], 3],
    ['of one is itself', [7], 7],
  ])('has a median that %s', (_what, values, median) => {
    expect(spreadOf(values).median).toBe(median);
  });

  it('has the least and the most', () => {
    expect(spreadOf([9, 100, 10])).toMatchObject({ least: 9, most: 100 });
  });

  it.each([
    ['lies between two values', [0, 30, 10, 20, 40], [10, 30]],
    ['may lie between places', [0, 10], [2.5, 7.5]],
    ['of one is itself', [7], [7, 7]],
  ])('has a middle half that %s', (_what, values, [lower, upper]) => {
    expect(spreadOf(values)).toMatchObject({ lower, upper });
  });

  it('leaves the measurements in their order', () => {
    const values = [3, 1, 2];
    spreadOf(values);
    expect(values).toEqual([3, 1, 2]);
  });

  it('of nothing is refused', () => {
    expect(() => spreadOf([])).toThrow('nothing');
  });
});
