// What does the page about the browser library say? Written by hand, but for the parts that its source and each build print.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBrowserLibrary } from '../config/browser-library.ts';
import { packageRoot } from '../config/package-root.ts';
import { libraryFilesPart } from './library-files.ts';
import { libraryTables } from './library-tables.ts';
import { partOf, withPart } from './printed-part.ts';
import { sizesTable } from './sizes-table.ts';

export const libraryPath = 'docs/browser-library.md';

const read = (path: string): string => readFileSync(join(packageRoot(import.meta.url), path), 'utf8');

/** The whole text. @throws Error when the page lacks the place of a part */
export const libraryPage = async (): Promise<string> => {
  const page = read(libraryPath);
  const library = readBrowserLibrary();
  const parts = {
    ...libraryTables({
      api: read('client/api.ts'),
      dom: read('client/dom/personalize.ts'),
      server: read('client/server/fetch-attributes.ts'),
    }),
    'library-files': libraryFilesPart(library),
    sizes: await sizesTable(library, partOf(page, 'sizes')),
  };
  return Object.entries(parts).reduce((text, [part, printed]) => withPart(text, part, printed), page);
};
