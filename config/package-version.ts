// Which version is this? The one that package.json says.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

export const packageVersion = (): string => {
  const text = readFileSync(join(packageRoot(import.meta.url), 'package.json'), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
};
