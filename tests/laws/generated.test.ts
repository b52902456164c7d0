import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../config/package-root.ts';
import { generated } from '../../scripts/generated.ts';

const files = await generated();

describe('generated files', () => {
  it.each(files.map(({ path, text }) => [path, text]))(
    '%s is what its source prints (npm run generate)',
    (path, text) => {
      expect(readFileSync(join(packageRoot(import.meta.url), path), 'utf8')).toBe(text);
    },
  );
});
