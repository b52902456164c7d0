// Where are the files that come with this package? In the folder of the nearest package.json.

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The nearest folder above a module that holds a package.json; the same from the source and from `dist/`.
 * @param moduleUrl `import.meta.url` of a module of this package
 */
export const packageRoot = (moduleUrl: string): string => {
  let folder = dirname(fileURLToPath(moduleUrl));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('This module is in no package: there is no package.json above it.');
    folder = parent;
  }
  return folder;
};
