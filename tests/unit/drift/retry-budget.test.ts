import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createRetryBudget } from '../../../server/drift/retry-budget.ts';

const spent = (...calls: readonly ('good' | 'failing')[]): number => {
  const retries = createRetryBudget();
  return calls.filter((call) => {
    retries.earn();
    return call === 'failing' && retries.spend();
  }).length;
};
const failing = (count: number) => Array.from({ length: count }, () => 'failing' as const);
const good = (count: number) => Array.from({ length: count }, () => 'good' as const);

describe('the retry budget', () => {
  it('gives nothing where no call was made', () => {
    expect(createRetryBudget().spend()).toBe(false);
  });

  it('gives the very first call a retry', () => {
    expect(spent('failing')).toBe(1);
  });

  it.each([10, 100, 1_000, 995])('gives %i failing calls one retry in ten', (count) => {
    expect(spent(...failing(count))).toBe(Math.ceil(count / 10));
  });

  it('never gives more than one in ten, rounded up, whichever calls fail', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('good' as const, 'failing' as const), { maxLength: 300 }),
        (calls) => spent(...calls) <= Math.ceil(calls.length / 10),
      ),
    );
  });

  it('saves ten retries at most for a bad moment, however long all was well', () => {
    expect(spent(...good(10_000), ...failing(20))).toBeLessThanOrEqual(12);
  });
});
