// What each part of the library costs a page is promised in bytes: bundled, minified and compressed, without what parts share.

import { basename, join, relative, sep } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { build, type Plugin } from 'esbuild';
import { packageRoot } from '../../config/package-root.ts';
import { gzipSize } from '../support/client-bundle.ts';

const root = packageRoot(import.meta.url);

/** Modules that `counts` says no to stay imports, by a short name. */
const only = (counts: (path: string) => boolean): Plugin => ({
  name: 'only',
  setup: ({ onResolve }) => {
    onResolve({ filter: /./ }, ({ path, resolveDir, kind }) => {
      if (kind === 'entry-point') return undefined;
      const target = relative(root, join(resolveDir, path)).split(sep).join('/');
      return path.startsWith('.') && counts(target) ? undefined : { path: basename(path), external: true };
    });
  },
});

const sizeOf = async (entry: string, counts: (path: string) => boolean): Promise<number> => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2020',
    write: false,
    plugins: [only(counts)],
  });
  return gzipSize(outputFiles[0]?.text ?? '');
};

const within = (folder: string) => (path: string) => path.startsWith(`client/${folder}/`);
const door = 'client/drift-attributes.ts';
const core = () => sizeOf(door, (path) => !within('live')(path));

const promised: readonly (readonly [part: string, bytes: number, size: () => Promise<number>])[] = [
  ['core', 2_500, core],
  ['dom', 1_000, () => sizeOf('client/dom/personalize.ts', within('dom'))],
  ['react', 800, () => sizeOf('client/react/drift-attributes-react.ts', within('react'))],
];

describe('the size of a part', () => {
  it.each(promised)('%s: at most %i bytes', async (_part, bytes, size) => {
    const measured = await size();
    expect(measured).toBeGreaterThan(0);
    expect(measured).toBeLessThanOrEqual(bytes);
  });
});
