// What does a page write to load the browser library? The part of its documentation that changes with every build.

import type { BrowserLibrary, CurrentFile } from '../config/browser-library.ts';
import { markdownTable } from '../config/markdown-table.ts';

const begin = '<!-- library-files:begin (printed by npm run generate) -->';
const end = '<!-- library-files:end -->';

const rowsOf = ({ path, hashedPath, integrity }: CurrentFile): readonly (readonly string[])[] => [
  [`\`${path}\``, 'an hour', ''],
  [`\`${hashedPath}\``, 'for good', `\`${integrity}\``],
];

/** Tags for what a page without a bundler names. */
const tags: Readonly<Record<string, (address: string, rest: string) => string>> = {
  'drift-attributes.js': (address, rest) => `<script defer src="${address}"${rest}></script>`,
  'drift-attributes.css': (address, rest) => `<link rel="stylesheet" href="${address}"${rest}>`,
};

const tagOf = ({ name, hashedPath, integrity }: CurrentFile): readonly string[] => {
  const rest = `\n  integrity="${integrity}"\n  crossorigin="anonymous"`;
  const tag = tags[name]?.(`https://attributes.example.com${hashedPath}`, rest);
  return tag === undefined ? [] : [tag];
};

const filesPart = ({ current }: BrowserLibrary): string => {
  const table = markdownTable(['path', 'kept by caches', '`integrity`'], current.flatMap(rowsOf));
  return [table, '', '```html', ...current.flatMap(tagOf), '```'].join('\n');
};

/** The page with these files between its markers. @throws Error when it lacks them */
export const withLibraryFiles = (page: string, library: BrowserLibrary): string => {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error('The page has no place for the files.');
  return `${before}${begin}\n\n${filesPart(library)}\n\n${end}${after}`;
};
