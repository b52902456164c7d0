import { describe, expect, it } from '@jest/globals';
import { createKnownNumbers } from '../../../server/cache/known-numbers.ts';

describe('what was known at a moment', () => {
  it('is what had been heard by then', () => {
    const numbers = createKnownNumbers();
    numbers.note(1, 100);
    numbers.note(2, 250);
    expect([numbers.at(1), numbers.at(2), numbers.latest]).toEqual([100, 250, 250]);
  });

  it('does not grow when more is heard later', () => {
    const numbers = createKnownNumbers();
    numbers.note(1, 100);
    numbers.note(1, 250);
    expect(numbers.at(1)).toBe(100);
  });

  it('is never less than before: word may come late', () => {
    const numbers = createKnownNumbers();
    numbers.note(1, 250);
    numbers.note(2, 100);
    expect(numbers.at(2)).toBe(250);
  });

  it('is nothing before anything was heard, and for a moment that is long over', () => {
    const numbers = createKnownNumbers();
    for (let own = 1; own <= 10_001; own += 1) numbers.note(own, own + 500);
    expect([numbers.at(0), numbers.at(1), numbers.at(2)]).toEqual([0, 0, 502]);
  });

  it('is nothing for every moment before the counter was lost', () => {
    const numbers = createKnownNumbers();
    numbers.note(1, 900);
    numbers.restart(2, 300);
    expect([numbers.at(1), numbers.at(2), numbers.latest]).toEqual([0, 300, 300]);
  });
});
