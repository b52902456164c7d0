import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseDriftJson } from '../../../server/drift/json.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const parse = (text: string): unknown => parseDriftJson(bytes(text));
const unreadable = expect.objectContaining({ code: 'upstream_invalid', reason: 'not_json' });

describe('Drift’s JSON', () => {
  it('is read as JSON.parse reads it, whatever it holds', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const mended = JSON.stringify(JSON.parse(text), (_, value) =>
          typeof value === 'number' && !Number.isSafeInteger(value) ? value % 1000 : value,
        );
        expect(parse(mended)).toEqual(JSON.parse(mended));
      }),
    );
  });

  it('keeps every digit of a number wherever it stands', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 40 }),
        fc.bigInt({ min: 2n ** 53n, max: 2n ** 64n }),
        (before, number) => {
          const text = `${JSON.stringify([before]).slice(0, -1)},${number}]`;
          expect(parse(text)).toEqual([before, number]);
        },
      ),
    );
  });

  it.each([
    ['42', 42],
    ['-42', -42],
    ['0', 0],
    ['1.5', 1.5],
    ['1e3', 1000],
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', 9007199254740992n],
    ['9007199254740993', 9007199254740993n],
    ['-9223372036854775808', -9223372036854775808n],
    ['18446744073709551615', 18446744073709551615n],
  ])('keeps every digit of %s', (text, value) => {
    expect(parse(text)).toBe(value);
  });

  it('reads a number of a quarter million digits without labour', () => {
    expect(parse('1'.repeat(256 * 1024))).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    ['nothing', ''],
    ['half a text', '"Ada'],
    ['a trailing comma', '[1,]'],
    ['a comment', '{} // Ada'],
    ['NaN', 'NaN'],
    ['a line break in a text', '"A\nda"'],
    ['two values under one key', '{"id":1,"id":2}'],
    ['two values under one key, deep inside', '[{"a":{"id":1,"id":"1"}}]'],
    ['lists too deep, in what must be read with care', `${'['.repeat(65)} 1${']'.repeat(65)}`],
    ['objects too deep, in what must be read with care', `${'{"a":'.repeat(65)} 1${'}'.repeat(65)}`],
    ['lists too deep for the stack', '['.repeat(200_000)],
    ['objects too deep for the stack', '{"a":'.repeat(50_000)],
  ])('is refused: %s', (_, text) => {
    expect(() => parse(text)).toThrow(unreadable);
  });

  it('is read with care when it nests 64 deep, brackets in its texts apart', () => {
    const text = `${'['.repeat(64)} ${JSON.stringify(`"\\${'['.repeat(9)}`)}${']'.repeat(64)}`;
    expect(JSON.stringify(parse(text))).toBe(text.replace(' ', ''));
  });

  it.each([
    ['a byte that begins nothing', [0x22, 0xff, 0x22]],
    ['a letter cut short', [0x22, 0xc3, 0x22]],
    ['a lone surrogate', [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ['an overlong letter', [0x22, 0xc1, 0x81, 0x22]],
  ])('is refused as no UTF-8: %s', (_, raw) => {
    expect(() => parseDriftJson(Uint8Array.from(raw))).toThrow(unreadable);
  });

  it('cannot change a prototype', () => {
    const value = parse(
      '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}}}',
    ) as object;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect('isAdmin' in value).toBe(false);
    expect('isAdmin' in {}).toBe(false);
  });

  it('gives texts that take no more memory than their letters', () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = (): number => {
      collect();
      return process.memoryUsage().heapUsed;
    };
    const before = used();
    const texts = Array.from({ length: 5_000 }, (_, n) => parse(`"${`${n} `.padEnd(200, 'abcdefghij')}"`));
    expect((used() - before) / texts.length).toBeLessThan(1_000);
  });
});
