// What does a browser load in the tests? Modules of the library as one script, bundled in memory as a release would be.

import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { packageRoot } from '../../config/package-root.ts';

export type BundleOptions = {
  /** The exports become this global of a plain script; without it the bundle is a module. */
  readonly globalName?: string;
  /** Packages under another name: `{ react: 'react-18' }`. */
  readonly alias?: Readonly<Record<string, string>>;
  /** Packages that stay imports. */
  readonly external?: readonly string[];
  /** Whether the source holds JSX. */
  readonly jsx?: boolean;
};

/**
 * Bundles `source`, an ES module (TypeScript) whose relative paths count from the project's root:
 * `export * from './client/dom/personalize.ts'`. Minified, like what is served. Rejects when it does not build.
 */
export const bundleForPage = async (
  source: string,
  { globalName, alias = {}, external = [], jsx = false }: BundleOptions = {},
): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: packageRoot(import.meta.url), loader: jsx ? 'tsx' : 'ts' },
    jsx: 'automatic',
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    target: 'es2020',
    charset: 'utf8',
    define: { 'process.env.NODE_ENV': '"production"' },
    logLevel: 'silent',
    alias: { ...alias },
    external: [...external],
    ...(globalName === undefined ? { format: 'esm' } : { format: 'iife', globalName }),
  });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('esbuild gave no file.');
  return bundle.text;
};

/** Bytes over the wire, compressed as well as gzip can. */
export const gzipSize = (text: string): number => gzipSync(text, { level: 9 }).byteLength;
