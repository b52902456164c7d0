// How does a release keep what its pages load? `npm run keep-sdk`, run for a release, puts its bundles where later ones serve them from.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { libraryFolders, readBrowserLibrary } from '../config/browser-library.ts';

/** Other folders than those of this package may be given: what was built, and where releases are kept. */
const [built = libraryFolders().built, releases = libraryFolders().releases] = process.argv.slice(2);

for (const { hashedName, bytes } of readBrowserLibrary({ built, releases }).current) {
  const file = join(releases, hashedName);
  console.log(existsSync(file) ? `${hashedName} is kept already` : `kept ${hashedName}`);
  writeFileSync(file, bytes);
}
