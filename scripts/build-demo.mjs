// What does the demo's React page load? One file of React, the library and the page itself, into dist/demo/site/.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

await build({
  absWorkingDir: root,
  entryPoints: { 'react-page': 'demo/react/page.js' },
  outdir: join(root, 'dist', 'demo', 'site'),
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  define: { 'process.env.NODE_ENV': '"production"' },
  // The page imports the library as everybody does; here that is the source beside it.
  alias: {
    'drift-attribute-proxy/client': './client/drift-attributes.ts',
    'drift-attribute-proxy/client/react': './client/react/drift-attributes-react.ts',
  },
});
