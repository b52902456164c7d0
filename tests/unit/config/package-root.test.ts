import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../config/package-root.ts';

describe('the root of the package', () => {
  const root = packageRoot(import.meta.url);

  it('holds its package.json', () => {
    expect(existsSync(join(root, 'package.json'))).toBe(true);
  });

  it.each(['config/load.ts', 'dist/config/load.js', 'package.json'])('is the same from %s', (path) => {
    expect(packageRoot(pathToFileURL(join(root, path)).href)).toBe(root);
  });

  it('is told to be missing where there is none', () => {
    expect(() => packageRoot(pathToFileURL('/nowhere/load.js').href)).toThrow('no package.json');
  });
});
