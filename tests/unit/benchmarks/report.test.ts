// What was measured stands in the tables, the pictures and its place in the page, and nothing else does.

import { describe, expect, it } from '@jest/globals';
import { choiceOf } from '../../../benchmarks/choice.ts';
import { contenders, ours } from '../../../benchmarks/contenders/contenders.ts';
import { filledIn } from '../../../benchmarks/contenders/system-program.ts';
import { plots } from '../../../benchmarks/report/plots.ts';
import { marksUpTo } from '../../../benchmarks/report/scale.ts';
import { marker, placesOf, spliced } from '../../../benchmarks/report/splice.ts';
import { escaped } from '../../../benchmarks/report/svg.ts';
import { machineLine, sideBySideTable } from '../../../benchmarks/report/tables.ts';
import { inOrder, measured, results, sideBySide } from './results-in-hand.ts';

describe('the table side by side', () => {
  it('tells median, spread and ratio of a contender', () => {
    const table = sideBySideTable(results({ sideBySide: sideBySide({ bare: [10], ours: [13, 12, 16] }) }));
    expect(table).toContain(
      '| this server | 13.0 (12.0–16.0) | 1.30 × | 20,000 | 1.00 ms | 3.00 ms | 64 MiB |',
    );
  });

  it('tells the ratios of the passes, with their middle half', () => {
    const table = sideBySideTable(
      results({ sideBySide: sideBySide({ bare: [10, 20, 40], ours: [10, 40, 120] }) }),
    );
    expect(table).toContain('| 40.0 (10.0–120) | 2.00 × (1.50 ×–2.50 ×) |');
  });

  it('names whoever is not installed, with the command that installs it', () => {
    const missing = [{ contender: ours, install: 'make ours' }];
    expect(sideBySideTable(results({ missing }))).toMatch(/^\| this server \| not installed: make ours \|/m);
  });

  it('names whoever can be measured nowhere', () => {
    expect(sideBySideTable(results())).toMatch(/^\| GrowthBook Proxy \| not measured: /m);
  });
});

describe('the line about the machine', () => {
  it.each([
    [0.012, 'took 1.2 % of it.'],
    [0.31, 'took 31.0 % of it: **too much for numbers to be trusted**.'],
  ])('says how quiet it was: %s', (neighbours, words) => {
    expect(machineLine(results({ neighbours }))).toContain(words);
  });
});

describe('a page', () => {
  const page = `before\n${marker('one', 'begin')}\nold\n${marker('one', 'end')}\nafter\n`;

  it('takes a text at its place and stays as it is elsewhere', () => {
    expect(spliced(page, 'one', 'new')).toBe(
      `before\n${marker('one', 'begin')}\n\nnew\n\n${marker('one', 'end')}\nafter\n`,
    );
  });

  it('is the same after the same text again', () => {
    expect(spliced(spliced(page, 'one', 'new'), 'one', 'new')).toBe(spliced(page, 'one', 'new'));
  });

  it('takes nothing at a place that it lacks', () => {
    expect(() => spliced(page, 'two', 'new')).toThrow('no place for two');
  });

  it('says which places it has', () => {
    expect(placesOf(page)).toEqual(['one']);
  });
});

describe('the pictures', () => {
  const pictures = plots(
    results({
      sideBySide: sideBySide({ bare: [10], ours: [13, 12, 16] }),
      cachedContacts: new Map(
        [1_000, 10_000].map((contacts) => [
          contacts,
          inOrder([{ ...measured(17), heapPerContact: 1, ownPerContact: 1, visitors: 1 }]),
        ]),
      ),
    }),
  );

  it.each(Object.keys(pictures))('%s says what it shows to those who cannot see it', (name) => {
    expect(pictures[name]).toMatch(/<svg [^>]*role="img" aria-labelledby="title desc"/);
    expect(pictures[name]).toMatch(/<title id="title">[^<]+<\/title>\n<desc id="desc">[^<]+<\/desc>/);
  });

  it.each(Object.keys(pictures))('%s can be read in the dark', (name) => {
    expect(pictures[name]).toContain('@media (prefers-color-scheme: dark)');
  });

  it('hold the medians of those who were measured, and nobody else', () => {
    expect(pictures['cpu.svg']).toContain('>13.0</text>');
    expect(pictures['cpu.svg']).not.toContain('Fastify');
  });

  it('hold no number that is none, even of nothing', () => {
    expect(Object.values({ ...pictures, ...plots(results()) }).join('')).not.toMatch(
      /NaN|Infinity|undefined/,
    );
    expect(Object.values(plots(results())).join('')).not.toMatch(/NaN|Infinity|undefined/);
  });

  it('take no text for SVG', () => {
    expect(escaped('<a href="x">&')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;');
  });
});

describe('an axis', () => {
  it.each([
    [7, [0, 2, 4, 6, 8]],
    [100, [0, 20, 40, 60, 80, 100]],
    [0.3, [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]],
  ])('up to %s has round marks', (most, marks) => {
    expect(marksUpTo(most)).toEqual(marks);
  });
});

describe('a choice', () => {
  it('is everything when nothing is named', () => {
    expect(contenders.every(({ name }) => choiceOf(undefined)(name))).toBe(true);
  });

  it('is what is named', () => {
    const chosen = choiceOf('ours,start-up');
    expect(['ours', 'bare', 'start-up', 'workers'].filter(chosen)).toEqual(['ours', 'start-up']);
  });

  it('of something that is not there is refused', () => {
    expect(() => choiceOf('ours,apache')).toThrow(/^apache: there is only bare, ours, /);
  });
});

describe('a configuration file', () => {
  it('has its blanks filled in', () => {
    expect(filledIn('listen {{port}} of {{port}};', { port: '1' })).toBe('listen 1 of 1;');
  });

  it('keeps no blank', () => {
    expect(() => filledIn('{{port}}', {})).toThrow('{{port}}');
  });
});
