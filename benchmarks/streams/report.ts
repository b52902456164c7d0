// How is it told what streams cost? A table of promises, on the screen and in docs/performance.md.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { markdownTable } from '../../config/markdown-table.ts';
import { machine } from '../machine.ts';
import { spreadOf } from '../measure/statistics.ts';
import { grouped } from '../report/amounts.ts';
import { spliced } from '../report/splice.ts';
import { type Measured, size } from './measure.ts';

/** Where it stands in docs/performance.md. */
export const place = 'streams';

export const bounds = {
  /** Bytes. */
  memory: 25_000,
  /** Milliseconds. */
  reached: 250,
} as const;

const bytesEach = ({ before, after }: Measured): number => (after - before) / size.streams;
const verdict = (measured: number, atMost: number): string => (measured <= atMost ? 'held' : 'broken');

export const isBroken = (measured: Measured): boolean =>
  bytesEach(measured) > bounds.memory || Math.max(...measured.reached) > bounds.reached;

export const printed = (measured: Measured): string => {
  const { reached, calls, opening } = measured;
  const { median, most } = spreadOf(reached);
  const each = bytesEach(measured);
  const pages = `${size.pagesEach} pages of a contact`;
  return [
    markdownTable(
      ['promise', 'at most', 'measured', ' '],
      [
        [
          'memory of the server per open page',
          `${grouped(bounds.memory)} bytes`,
          `${grouped(each)} bytes`,
          verdict(each, bounds.memory),
        ],
        [
          `from a webhook to the last byte at ${pages}, median`,
          `${bounds.reached} ms`,
          `${Math.ceil(median)} ms`,
          verdict(median, bounds.reached),
        ],
        [
          `the same, worst of ${reached.length}`,
          `${bounds.reached} ms`,
          `${Math.ceil(most)} ms`,
          verdict(most, bounds.reached),
        ],
      ],
    ),
    `Measured on ${machine()}. ${grouped(size.streams)} pages, opened in ${(opening / 1_000).toFixed(1)} s; ${size.watched} contacts changed ${reached.length / size.watched} times each, which took ${calls} calls to Drift for ${reached.length} changes.`,
  ].join('\n\n');
};

/** The file that was written. */
export const writeTable = (root: string, measured: Measured): string => {
  const file = join(root, 'docs', 'performance.md');
  writeFileSync(file, spliced(readFileSync(file, 'utf8'), place, printed(measured)));
  return file;
};
