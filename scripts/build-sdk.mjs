// Which files does a page load? The browser library for a script tag and as a module, each one file, and its style, into dist/sdk/.

import { createHash } from 'node:crypto';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Another folder than dist/sdk/ may be given, to compare two builds. */
const [folder = join(root, 'dist', 'sdk')] = process.argv.slice(2);

const notice = '/*! drift-attribute-proxy, MIT */';

/** Nothing of the day, the machine or the version may show in the bytes: pages hold them to their hash. */
const settings = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  target: 'es2020',
  charset: 'ascii',
  legalComments: 'none',
  banner: { js: notice, css: notice },
  metafile: true,
  write: false,
};

const source = './client/sdk.ts';

const buildOne = async (own) => {
  const { outputFiles, metafile } = await build({ ...settings, ...own });
  const [{ exports: names }] = Object.values(metafile.outputs);
  return { bytes: Buffer.from(outputFiles[0].contents), names };
};

const buildModule = () => buildOne({ entryPoints: [source], format: 'esm' });

/** The same names as properties of one global; esbuild's own `globalName` costs 200 bytes more. */
const buildScript = (names) => {
  const listed = names.join(', ');
  const contents = `import { ${listed} } from '${source}'; globalThis.DriftAttributes = { ${listed} };`;
  return buildOne({ stdin: { contents, resolveDir: root, loader: 'ts' }, format: 'iife' });
};

const buildStyle = () => buildOne({ entryPoints: ['client/dom/anti-flicker.css'] });

/** Other processes may be reading what was there: each file is there as a whole or not at all. */
const put = (name, bytes) => {
  const unfinished = join(folder, `.${name}.${process.pid}`);
  writeFileSync(unfinished, bytes);
  renameSync(unfinished, join(folder, name));
};

const hash = (algorithm, bytes, encoding) => createHash(algorithm).update(bytes).digest(encoding);

const described = (name, bytes) => ({
  name,
  sha256: hash('sha256', bytes, 'hex'),
  integrity: `sha384-${hash('sha384', bytes, 'base64')}`,
  bytes: bytes.length,
  gzip: gzipSync(bytes, { level: 9 }).length,
});

mkdirSync(folder, { recursive: true });
const module = await buildModule();
const script = await buildScript(module.names);
const style = await buildStyle();
const built = {
  'drift-attributes.js': script.bytes,
  'drift-attributes.mjs': module.bytes,
  'drift-attributes.css': style.bytes,
};
const files = Object.entries(built).map(([name, bytes]) => described(name, bytes));
for (const [name, bytes] of Object.entries(built)) put(name, bytes);
put('manifest.json', `${JSON.stringify({ files }, null, 2)}\n`);
