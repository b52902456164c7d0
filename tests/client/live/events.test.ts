// Does an event stream mean the same wherever it was cut?

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createEventReader } from '../../../client/live/events.ts';

type Heard = { readonly events: [string, string][]; readonly retries: number[]; readonly whole: boolean };

const read = (...pieces: readonly string[]): Heard => {
  const events: [string, string][] = [];
  const retries: number[] = [];
  const take = createEventReader(
    (event, data) => events.push([event, data]),
    (retry) => retries.push(retry),
  );
  return { events, retries, whole: pieces.map((piece) => take(piece)).every(Boolean) };
};

/** Cuts a text at any places, bytes of one character included. */
const cut = (text: string, places: readonly number[]): string[] => {
  const bytes = new TextEncoder().encode(text);
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].sort((a, b) => a - b);
  const decoder = new TextDecoder();
  return [...ends, bytes.length].map((end, index) =>
    decoder.decode(bytes.subarray(ends[index - 1] ?? 0, end), { stream: true }),
  );
};

const line = fc.oneof(
  fc.constantFrom(
    '',
    '',
    'event: attributes',
    'event:end',
    'data',
    'data:',
    ':',
    ': beat',
    'retry: 250',
    'retry: x',
    'id: 1',
  ),
  fc.string({ unit: 'grapheme' }).map((text) => `data: ${text.replaceAll(/[\r\n]/g, '')}`),
  fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, '')),
);
const lines = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r')));
const textOf = (pairs: readonly (readonly [string, string])[]) => pairs.map((pair) => pair.join('')).join('');

describe('an event stream', () => {
  it('says the same wherever it was cut', () => {
    fc.assert(
      fc.property(lines, fc.array(fc.nat(), { maxLength: 20 }), (pairs, places) => {
        const text = `${textOf(pairs)}:\n`;
        expect(read(...cut(text, places))).toEqual(read(text));
      }),
    );
  });

  it('says the same cut into single bytes, whatever ends its lines', () => {
    fc.assert(
      fc.property(fc.array(line), (content) => {
        const heard = ['\n', '\r\n', '\r'].map((end) => {
          const text = `${content.join(end)}${end}:\n`;
          return read(...cut(text, [...new TextEncoder().encode(text).keys()]));
        });
        expect(heard[1]).toEqual(heard[0]);
        expect(heard[2]).toEqual(heard[0]);
      }),
    );
  });

  it('carries any data unchanged', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.array(fc.nat()), (value, places) => {
        const data = JSON.stringify(value);
        expect(read(...cut(`event: attributes\ndata: ${data}\n\n`, places)).events).toEqual([
          ['attributes', data],
        ]);
      }),
    );
  });

  it.each<[string, string, [string, string][]]>([
    ['without a name', 'data: a\n\n', [['', 'a']]],
    ['of several lines', 'data: a\ndata:b\ndata\n\n', [['', 'a\nb\n']]],
    ['without data is none', 'event: end\n\ndata: a\n\n', [['', 'a']]],
    ['that has not ended is none', 'data: a\n', []],
    ['after comments', ': beat\n\n:\n\ndata: a\n\n', [['', 'a']]],
    ['with a colon in it', 'data: {"a":"b: c"}\n\n', [['', '{"a":"b: c"}']]],
    ['with line separators of JavaScript in it', 'data: a\u2028b\n\n', [['', 'a\u2028b']]],
    ['keeps all but one space', 'data:  a\n\n', [['', ' a']]],
    ['among fields that nobody knows', 'id: 1\nx-y: z\ndata: a\n\n', [['', 'a']]],
  ])('has events: one %s', (_, text, events) => {
    expect(read(text).events).toEqual(events);
  });

  it('may say when to come back', () => {
    expect(read('retry: 250\nretry: 1e9\nretry: -1\nretry:\nretry: 7\n\n').retries).toEqual([250, 7]);
  });

  it.each([
    ['a line', `data: ${'a'.repeat(530_000)}`],
    ['data', `data: ${'a'.repeat(10_000)}\n`.repeat(53)],
  ])('is given up when %s never ends', (_, text) => {
    expect(read(...cut(text, [10_000, 20_000, 30_000, 40_000, 50_000, 60_000])).whole).toBe(false);
    expect(read(`data: ${'a'.repeat(500_000)}\n\n`.repeat(3)).whole).toBe(true);
  });
});
