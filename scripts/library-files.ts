// What does a page write to load the browser library? The part of its documentation that changes with every build.

import type { BrowserLibrary, CurrentFile } from '../config/browser-library.ts';
import { markdownTable } from '../config/markdown-table.ts';

const rowsOf = ({ path, hashedPath, integrity }: CurrentFile): readonly (readonly string[])[] => [
  [`\`${path}\``, 'an hour', ''],
  [`\`${hashedPath}\``, 'for good', `\`${integrity}\``],
];

/** Tags for what a page without a bundler names. */
const tags: Readonly<Record<string, (address: string, rest: string) => string>> = {
  'drift-attributes.js': (address, rest) => `<script async src="${address}"${rest}></script>`,
  'drift-attributes.css': (address, rest) => `<link rel="stylesheet" href="${address}"${rest}>`,
};

const tagOf = ({ name, hashedPath, integrity }: CurrentFile): readonly string[] => {
  const rest = `\n  integrity="${integrity}"\n  crossorigin="anonymous"`;
  const tag = tags[name]?.(`https://attributes.example.com${hashedPath}`, rest);
  return tag === undefined ? [] : [tag];
};

/** The paths of the files, and the tags of a page that names them. */
export const libraryFilesPart = ({ current }: BrowserLibrary): string => {
  const table = markdownTable(['path', 'kept by caches', '`integrity`'], current.flatMap(rowsOf));
  return [table, '', '```html', ...current.flatMap(tagOf), '```'].join('\n');
};
