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
    onResolve({ filter: /./ }, ({ path, resolveDir }) => {
      const target = relative(root, join(resolveDir, path)).split(sep).join('/');
      return path.startsWith('.') && counts(target) ? undefined : { path: basename(path), external: true };
    });
  },
});

/** `source` exports what is measured; relative paths count from the root. */
const sizeOf = async (source: string, counts: (path: string) => boolean): Promise<number> => {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: root, loader: 'ts' },
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

/** What asking takes; the door to the library brings what listening takes besides. */
const core = () =>
  sizeOf(
    "export { createCore } from './client/core/core.ts'; export { askingWorld } from './client/world.ts';",
    () => true,
  );
const live = async () =>
  (await sizeOf("export * from './client/drift-attributes.ts';", () => true)) - (await core());
const part = (name: string, file: string) => () =>
  sizeOf(`export * from './client/${name}/${file}';`, within(name));

const promised: readonly (readonly [part: string, bytes: number, size: () => Promise<number>])[] = [
  ['core', 2_500, core],
  ['live', 1_600, live],
  ['dom', 1_000, part('dom', 'personalize.ts')],
  ['react', 800, part('react', 'drift-attributes-react.ts')],
];

describe('the size of a part', () => {
  it.each(promised)('%s: at most %i bytes', async (_part, bytes, size) => {
    const measured = await size();
    expect(measured).toBeGreaterThan(0);
    expect(measured).toBeLessThanOrEqual(bytes);
  });
});
