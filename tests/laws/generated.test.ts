import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../config/package-root.ts';
import { generated } from '../../scripts/generated.ts';

describe('generated files', () => {
  it.each(generated().map(({ path, text }) => [path, text]))(
    '%s is what its source prints (npm run generate)',
    (path, text) => {
      expect(readFileSync(join(packageRoot(import.meta.url), path), 'utf8')).toBe(text);
    },
  );
});
