// Which texts are one plain YAML document?

import { describe, expect, it } from '@jest/globals';
import { readYaml } from '../../../server/policy/policy-yaml.ts';

const problemsIn = (text: string): readonly string[] => {
  const outcome = readYaml(text);
  return 'problems' in outcome ? outcome.problems : [];
};

const valueIn = (text: string): unknown => {
  const outcome = readYaml(text);
  return 'value' in outcome ? outcome.value : undefined;
};

const billionLaughs = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  'b: &b [*a, *a, *a, *a, *a, *a, *a]',
  'c: &c [*b, *b, *b, *b, *b, *b, *b]',
  'd: [*c, *c, *c, *c, *c, *c, *c]',
].join('\n');

describe('a document is refused', () => {
  it.each([
    ['with a key twice', 'a: 1\nb: 2\na: 3', ['line 3: a is there twice']],
    ['with a key twice, deep within', 'a:\n  - b: { c: 1, c: 2 }', ['line 2: c is there twice']],
    ['with a name of the prototype', 'a: 1\n__proto__: { b: 1 }', ['line 2: __proto__ cannot be a name']],
    [
      'with a name of the prototype, deep within',
      'a: [{ "constructor": 1 }]',
      ['line 1: constructor cannot be a name'],
    ],
    [
      'with a second document',
      'a: 1\n---\nb: 2',
      ['line 2: a second document begins here; there must be one'],
    ],
    ['with a custom tag', 'a: !canary 1', ['line 1: tags are not supported']],
    ['with a tag of another schema', 'a: !!binary aGk=', ['line 1: tags are not supported']],
    ['with a list as key', 'a: 1\n? [b]\n: 2', ['line 2: keys must be plain text']],
    ['with a number as key under its own tag', 'true: 1\n!!int 5: 2', ['line 2: keys must be plain text']],
    ['with an alias as key', 'a: &k b\n*k : 2', ['line 2: keys must be plain text']],
    ['with tabs', 'a:\n\tb: 1', ['line 2: is indented with a tab']],
    [
      'with an open bracket',
      'a: [1, 2',
      ['line 1: is indented wrongly here, or a bracket or brace is not closed'],
    ],
    ['with an open quote', 'a: "b', ['line 1: a closing quote, bracket, brace, comma or colon is missing']],
    ['with an alias without an anchor', 'a: *b', ['has an alias without an anchor, or too many aliases']],
    [
      'that multiplies itself by aliases',
      billionLaughs,
      ['has an alias without an anchor, or too many aliases'],
    ],
    ['of more than 256 KiB', `# ${'ä'.repeat(131_072)}`, ['is larger than 256 KiB']],
  ])('%s', (_, text, problems) => {
    expect(problemsIn(text)).toEqual(problems);
  });

  it.each([
    ['in brackets', `a: 1\nb:\n  ${'['.repeat(64)}${']'.repeat(64)}`],
    ['in brackets without end', `a: 1\nb:\n  ${'['.repeat(50_000)}`],
    ['in dashes', `a: 1\nb:\n  ${'- '.repeat(64)}1`],
    ['in braces', `a: 1\nb:\n  ${'{a: '.repeat(64)}1${'}'.repeat(64)}`],
  ])('that is nested too deeply, %s', (_, text) => {
    expect(problemsIn(text)).toEqual(['line 3: is nested too deeply']);
  });

  it('without showing what stands in it: the file may be a secret, named by mistake', () => {
    const pem = '-----BEGIN PRIVATE KEY-----\nMIIEcanary: [\n-----END PRIVATE KEY-----';
    for (const text of [
      pem,
      '"canary',
      '@canary',
      'a: b: canary',
      '%canary\n---\n',
      'a: !canary 1',
      '*canary',
      '[canary] canary',
    ]) {
      expect(problemsIn(text).join()).not.toContain('canary');
    }
  });
});

describe('a document is read', () => {
  it('as YAML 1.2, whatever version it claims', () => {
    expect(valueIn('%YAML 1.1\n---\nyes: no\nb: 0o10')).toEqual({ yes: 'no', b: 8 });
  });

  it.each([
    ['in brackets', `b:\n  ${'['.repeat(63)}x${']'.repeat(63)}`],
    ['in dashes', `b:\n  ${'- '.repeat(63)}x`],
    ['in braces', `b:\n  ${'{a: '.repeat(63)}x${'}'.repeat(63)}`],
    ['that closes again and again', `b:\n${'  - [[[[]]]]\n'.repeat(100)}`],
  ])('with up to 64 lists or maps in each other, %s', (_, text) => {
    expect(problemsIn(text)).toEqual([]);
  });

  it('without merging keys', () => {
    expect(valueIn('<<: { a: 1 }')).toEqual({ '<<': { a: 1 } });
  });

  it('with aliases and with a byte order mark', () => {
    expect(valueIn('\ufeffa: &x { b: 1 }\nc: *x')).toEqual({ a: { b: 1 }, c: { b: 1 } });
  });
});

describe('the line', () => {
  const lineOf = (path: readonly PropertyKey[]): number => {
    const outcome = readYaml('# comment\na:\n  b:\n    - x\n    - y\n  c: { d: 1 }\n');
    return 'value' in outcome ? outcome.lineOf(path) : 0;
  };

  it.each([
    ['a key', ['a', 'b'], 3],
    ['an element of a list', ['a', 'b', 1], 5],
    ['a key in braces', ['a', 'c', 'd'], 6],
    ['what is not there is that of what would hold it', ['a', 'c', 'e', 'f'], 6],
    ['an element that is not there is that of the list', ['a', 'b', 7], 3],
    ['the whole is the first', [], 1],
  ])('of %s', (_, path, line) => {
    expect(lineOf(path)).toBe(line);
  });
});
