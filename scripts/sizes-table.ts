// What does a page pay for the library? A table of bytes, measured as they are.

import { gzipSync } from 'node:zlib';
import type { BrowserLibrary } from '../config/browser-library.ts';
import { markdownTable } from '../config/markdown-table.ts';
import { parts } from './part-sizes.ts';

const kilobytes = (bytes: number): string => `${(Math.ceil(bytes / 100) / 10).toFixed(1)} kB`;

/** Bytes by which the compressors of two versions of Node may differ. */
const tolerance = 20;

/** What is printed already stays while it is right: other versions of Node compress a little better or worse. */
const printed = (bytes: number, name: string, table: string): string => {
  const [, text = ''] = new RegExp(`^\\| ${name} .* (\\d+\\.\\d kB) \\|$`, 'm').exec(table) ?? [];
  const most = Number.parseFloat(text) * 1_000;
  return bytes <= most + tolerance && bytes > most - 100 - tolerance ? text : kilobytes(bytes);
};

/** @param table as it is printed now */
export const sizesTable = async ({ current }: BrowserLibrary, table: string): Promise<string> => {
  const ofParts = parts.map(async ({ name, brings, most, measure }) => {
    const bytes = await measure();
    return [`\`${name}\``, brings, kilobytes(most), printed(bytes, `\`${name}\``, table)];
  });
  const ofFiles = current.map(({ name, bytes }) => [
    `\`${name}\``,
    `the file, ${bytes.length.toLocaleString('en')} bytes before compression`,
    '',
    printed(gzipSync(bytes, { level: 9 }).byteLength, `\`${name}\``, table),
  ]);
  const rows = [...(await Promise.all(ofParts)), ...ofFiles];
  return markdownTable(['part', 'what it is', 'promised', 'compressed'], rows);
};
