// What does the policy do when its file changes?

import { describe, expect, it } from '@jest/globals';
import { createReloadingPolicy } from '../../../server/policy/reloading-policy.ts';

const allowing = (attribute: string): string =>
  `version: 1\naudiences: { browser: { attributes: { ${attribute}: { type: string } } } }`;
const broken = 'version: 1\naudiences: { browser: { contacts: canary } }';

const createFile = (first: string | undefined) => {
  let text = first;
  const readFile = (): string => {
    if (text === undefined) throw new Error('ENOENT');
    return text;
  };
  const write = (next: string | undefined): void => {
    text = next;
  };
  return { outcome: createReloadingPolicy({ file: 'policy.yaml', readFile }), write };
};

const createGood = () => {
  const { outcome, write } = createFile(allowing('plan'));
  if ('problems' in outcome) throw new Error(outcome.problems.join());
  const { policy } = outcome;
  return { policy, write, allowed: () => policy.current.audiences[0]?.attributes.map(({ name }) => name) };
};

describe('the first reading', () => {
  it('hands back all problems, each with the name of the file', () => {
    const { outcome } = createFile('version: 2\naudiences: {}');
    expect(outcome).toEqual({
      problems: [
        'policy.yaml: line 1: version: must be 1',
        'policy.yaml: line 2: audiences: must hold at least one audience',
      ],
    });
  });

  it('says when the file cannot be read', () => {
    expect(createFile(undefined).outcome).toEqual({ problems: ['policy.yaml: cannot be read'] });
  });
});

describe('a later look', () => {
  it('finds nothing new in the same text', () => {
    const { policy } = createGood();
    const before = policy.current;
    expect(policy.reload()).toBe('same');
    expect(policy.current).toBe(before);
  });

  it('puts a good new text in force', () => {
    const { policy, write, allowed } = createGood();
    write(allowing('company'));
    expect(policy.reload()).toBe('replaced');
    expect(allowed()).toEqual(['company']);
  });

  it.each([
    ['is wrong', broken],
    ['is empty', ''],
    ['is gone', undefined],
  ])('keeps the old policy and says so when the file %s', (_, text) => {
    const { policy, write, allowed } = createGood();
    write(text);
    expect(policy.reload()).toEqual({ kept: expect.stringContaining('policy.yaml: ') });
    expect(allowed()).toEqual(['plan']);
  });

  it('reports a wrong text once, not at every look', () => {
    const { policy, write } = createGood();
    write(broken);
    policy.reload();
    expect(policy.reload()).toBe('same');
  });

  it('takes a good text after a wrong one', () => {
    const { policy, write, allowed } = createGood();
    write(broken);
    policy.reload();
    write(allowing('company'));
    expect(policy.reload()).toBe('replaced');
    expect(allowed()).toEqual(['company']);
  });

  it('never shows a value of the file', () => {
    const { policy, write } = createGood();
    write(broken);
    expect(JSON.stringify(policy.reload())).not.toContain('canary');
  });
});
