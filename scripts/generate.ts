// How do the generated files get written? `npm run generate` prints each over what was there.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../config/package-root.ts';
import { generated } from './generated.ts';

const root = packageRoot(import.meta.url);
for (const { path, text } of await generated()) {
  writeFileSync(join(root, path), text);
  console.log(`wrote ${path}`);
}
