// What does each part of the browser library cost a page? Bytes of what is bundled, minified and compressed, without what parts share.

import { basename, join, relative, sep } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import { packageRoot } from '../config/package-root.ts';

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
  return gzipSync(outputFiles[0]?.text ?? '', { level: 9 }).byteLength;
};

/** What asking takes; the door to the library brings what listening takes besides. */
const core = (): Promise<number> =>
  sizeOf(
    "export { createCore } from './client/core/core.ts'; export { askingWorld } from './client/world.ts';",
    () => true,
  );
const live = async (): Promise<number> =>
  (await sizeOf("export * from './client/drift-attributes.ts';", () => true)) - (await core());
const part = (folder: string, file: string) => (): Promise<number> =>
  sizeOf(`export * from './client/${folder}/${file}';`, (path) => path.startsWith(`client/${folder}/`));

export type Part = {
  readonly name: string;
  readonly brings: string;
  /** Bytes, compressed by gzip: what is promised. */
  readonly most: number;
  /** Bytes, compressed by gzip: what is. */
  readonly measure: () => Promise<number>;
};

/** Every part whose size is promised. */
export const parts: readonly Part[] = [
  { name: 'core', brings: 'asking', most: 2_500, measure: core },
  { name: 'live', brings: 'live updates', most: 1_600, measure: live },
  { name: 'dom', brings: '`personalize`', most: 1_000, measure: part('dom', 'personalize.ts') },
  {
    name: 'react',
    brings: 'the provider and the hooks, without React',
    most: 800,
    measure: part('react', 'drift-attributes-react.ts'),
  },
];
