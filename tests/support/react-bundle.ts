// Which React do the tests run with? Each of those that are promised, bundled in memory with what is to run on it.

import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { packageRoot } from '../../config/package-root.ts';

export const reactVersions = ['18', '19'] as const;
export type ReactVersion = (typeof reactVersions)[number];

const aliases: Readonly<Record<ReactVersion, Record<string, string>>> = {
  '18': { react: 'react-18', 'react-dom': 'react-dom-18' },
  '19': {},
};

/** React's development build, because only that one says in words what does not match. */
const bundle = async (
  source: string,
  version: ReactVersion,
  target: { readonly platform: 'browser' | 'node'; readonly globalName?: string },
): Promise<string> => {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: packageRoot(import.meta.url), loader: 'ts' },
    bundle: true,
    write: false,
    target: 'es2022',
    charset: 'utf8',
    define: { 'process.env.NODE_ENV': '"development"' },
    logLevel: 'silent',
    alias: aliases[version],
    ...target,
    format: target.platform === 'node' ? 'cjs' : 'iife',
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error('esbuild gave no file.');
  return output.text;
};

/**
 * A script that leaves the exports of `file` (a path from the project's root) in the global `Page`.
 */
export const bundleReactPage = (file: string, version: ReactVersion): Promise<string> =>
  bundle(`export * from './${file}'`, version, { platform: 'browser', globalName: 'Page' });

/** The exports of `file`, and React's own for a server, all on one React. */
export const loadForServer = async <Exports>(file: string, version: ReactVersion): Promise<Exports> => {
  const module = { exports: {} };
  const source = `export * from './${file}'; export { renderToString } from 'react-dom/server'; export { version } from 'react'`;
  const text = await bundle(source, version, { platform: 'node' });
  new Function('require', 'module', 'exports', text)(createRequire(import.meta.url), module, module.exports);
  return module.exports as Exports;
};
