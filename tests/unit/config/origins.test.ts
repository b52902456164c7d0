import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { origins } from '../../../config/parsers/origins.ts';

const allowed = (text: string): readonly (string | RegExp)[] => {
  const parsed = origins(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.value;
};

const pattern = (text: string): RegExp => {
  const [entry] = allowed(text);
  if (!(entry instanceof RegExp)) throw new Error('not a pattern');
  return entry;
};

describe('exact origins', () => {
  it('are told apart the same way however often', () => {
    const told = Array.from({ length: 20_000 }, () => JSON.stringify(origins('https://b\u00fccher.example')));
    expect(new Set(told).size).toBe(1);
  });

  it('are taken as they are, spaces around commas aside', () => {
    expect(allowed('https://www.example.com, http://localhost:3000,https://[2001:db8::1]:8443')).toEqual([
      'https://www.example.com',
      'http://localhost:3000',
      'https://[2001:db8::1]:8443',
    ]);
  });

  it.each([
    ['*', 'every origin'],
    ['null', 'any page can send'],
    ['https://www.example.com/', 'goes on after the host'],
    ['https://www.example.com/path', 'goes on after the host'],
    ['https://www.example.com?x', 'goes on after the host'],
    ['https://www.example.com#x', 'goes on after the host'],
    ['https://me@www.example.com', 'user name'],
    ['https://WWW.example.com', 'upper-case'],
    ['HTTPS://www.example.com', 'upper-case'],
    ['https://www.example.com:443', 'default port'],
    ['http://www.example.com:80', 'default port'],
    ['https://bücher.example', 'ASCII host'],
    ['https://127.1', 'plain numbers'],
    ['https://www.example.com:08443', 'plain numbers'],
    ['www.example.com', 'is not an origin'],
    ['//www.example.com', 'is not an origin'],
    ['https:\\\\www.example.com', 'is not an origin'],
    ['file:///index.html', 'is not an origin'],
    ['chrome-extension://abc', 'is not an origin'],
    ['https://', 'is not an origin'],
    ['https://www.example.com,', 'empty entry'],
    ['https://www.example.com,null', 'entry 2 may not be null'],
  ])('%s is refused, and told what to write', (text, words) => {
    expect(origins(text)).toEqual({ problem: expect.stringContaining(words) });
  });
});

describe('https://*.example.com', () => {
  it.each(['https://www.example.com', 'https://a.example.com', 'https://shop-2.example.com'])(
    'allows %s',
    (origin) => {
      expect(pattern('https://*.example.com').test(origin)).toBe(true);
    },
  );

  it.each([
    'https://example.com',
    'https://.example.com',
    'https://a.b.example.com',
    'https://wwwxexample.com',
    'https://www.example.com.evil.example',
    'https://evil.example/https://www.example.com',
    'https://evil.example#.example.com',
    'https://evil.example@www.example.com',
    'http://www.example.com',
    'https://www.example.com:8443',
    'https://www.example.com\n',
    '\nhttps://www.example.com',
    'https://www.exampleXcom',
    'https://-a.example.com',
  ])('does not allow %j', (origin) => {
    expect(pattern('https://*.example.com').test(origin)).toBe(false);
  });

  it('keeps a port', () => {
    expect(pattern('https://*.example.com:8443').test('https://www.example.com:8443')).toBe(true);
    expect(pattern('https://*.example.com:8443').test('https://www.example.com')).toBe(false);
  });

  it('allows nothing that a browser would call another site', () => {
    const one = pattern('https://*.example.com');
    fc.assert(
      fc.property(fc.string({ maxLength: 20 }), (middle) => {
        const origin = `https://${middle}.example.com`;
        if (!one.test(origin)) return;
        expect(new URL(origin).origin).toBe(origin);
        expect(middle).not.toContain('.');
      }),
    );
  });

  it.each([
    ['http://*.example.com', 'wrong place'],
    ['https://www.*.com', 'wrong place'],
    ['https://*example.com', 'wrong place'],
    ['https://*.*.example.com', 'wrong place'],
    ['https://**', 'wrong place'],
    ['https://*', 'wrong place'],
    ['*.example.com', 'wrong place'],
    ['https://*.com', 'top-level'],
    ['https://*.com.', 'top-level'],
    ['https://*.com:8443', 'top-level'],
    ['https://*.example.com/', 'goes on after the host'],
    ['https://*.Example.com', 'upper-case'],
    ['https://*.example.com:443', 'default port'],
    ['https://*.0.0.1', 'is not an origin'],
  ])('%s is refused', (text, words) => {
    expect(origins(text)).toEqual({ problem: expect.stringContaining(words) });
  });
});
