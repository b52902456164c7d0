// Once before all suites: the browser library as its source is now, for whatever reads dist/sdk.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../scripts/build-sdk.mjs', import.meta.url));

export default () => {
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`The browser library cannot be built:\n${stderr}`);
};
