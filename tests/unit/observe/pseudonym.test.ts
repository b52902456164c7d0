import { describe, expect, it } from '@jest/globals';
import { createPseudonym } from '../../../server/observe/pseudonym.ts';

const pseudonym = createPseudonym(new Uint8Array(32).fill(1));

describe('a pseudonym', () => {
  it('is the same for the same person in one run', () => {
    expect(pseudonym('user-7')).toBe(pseudonym('user-7'));
  });

  it('is another for another person, and in another run', () => {
    const others = [pseudonym('user-8'), createPseudonym(new Uint8Array(32).fill(2))('user-7')];
    expect(others).not.toContain(pseudonym('user-7'));
  });

  it('shows nothing of the name and is short', () => {
    expect(pseudonym('user-7')).toMatch(/^[\w-]{16}$/);
  });
});
