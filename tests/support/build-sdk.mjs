// Once before all suites: what browsers load, as its source is now, for whatever reads dist/sdk and dist/demo/site.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const scripts = ['build-sdk.mjs', 'build-demo.mjs'].map((name) =>
  fileURLToPath(new URL(`../../scripts/${name}`, import.meta.url)),
);

export default () => {
  for (const script of scripts) {
    const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`What browsers load cannot be built:\n${stderr}`);
  }
};
