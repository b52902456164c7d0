// What each part of the library costs a page is promised in bytes: bundled, minified and compressed, without what parts share.

import { describe, expect, it } from '@jest/globals';
import { parts } from '../../scripts/part-sizes.ts';

describe('the size of a part', () => {
  it.each(parts.map((part) => [part.name, part.most, part.measure] as const))(
    '%s: at most %i bytes',
    async (_name, most, measure) => {
      const measured = await measure();
      expect(measured).toBeGreaterThan(0);
      expect(measured).toBeLessThanOrEqual(most);
    },
  );

  it('is promised for each as it was', () => {
    expect(parts.map(({ name, most }) => [name, most])).toEqual([
      ['core', 2_500],
      ['live', 1_600],
      ['dom', 1_000],
      ['react', 800],
    ]);
  });
});
