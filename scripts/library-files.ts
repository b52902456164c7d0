// What does a page write to load the browser library? The part of its documentation that changes with every build.

import type { BrowserLibrary, CurrentFile } from '../config/browser-library.ts';
import { markdownTable } from '../config/markdown-table.ts';

const begin = '<!-- library-files:begin (printed by npm run generate) -->';
const end = '<!-- library-files:end -->';

const rowsOf = ({ path, hashedPath, integrity }: CurrentFile): readonly (readonly string[])[] => [
  [`\`${path}\``, 'an hour', ''],
  [`\`${hashedPath}\``, 'for good', `\`${integrity}\``],
];

const scriptTag = ({ hashedPath, integrity }: CurrentFile): string => `\`\`\`html
<script src="https://attributes.example.com${hashedPath}"
  integrity="${integrity}"
  crossorigin="anonymous" defer></script>
\`\`\``;

const filesPart = ({ current }: BrowserLibrary): string => {
  const [script] = current;
  const table = markdownTable(['path', 'kept by caches', '`integrity`'], current.flatMap(rowsOf));
  return script === undefined ? table : `${table}\n\n${scriptTag(script)}`;
};

/** The page with these files between its markers. @throws Error when it lacks them */
export const withLibraryFiles = (page: string, library: BrowserLibrary): string => {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error('The page has no place for the files.');
  return `${before}${begin}\n\n${filesPart(library)}\n\n${end}${after}`;
};
