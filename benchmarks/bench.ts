// How fast is this server, beside others, on this machine? `npm run bench` measures, prints tables and holds them against
// the bounds. --quick takes about four minutes, --only a,b measures some, --write puts it all into docs/performance.md.

import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../config/package-root.ts';
import { systemClock } from '../server/clock.ts';
import { choiceOf } from './choice.ts';
import { createJob, writeJob } from './job/job.ts';
import { killAll, start, stop } from './measure/children.ts';
import { freePort } from './measure/free-port.ts';
import { watchNeighbours } from './measure/neighbours.ts';
import { loadCore } from './measure/serving.ts';
import { isWrkInstalled } from './measure/wrk.ts';
import { plans } from './plan.ts';
import { judged } from './report/bounds.ts';
import { printed } from './report/printed.ts';
import { writeReport } from './report/write-report.ts';
import { runAll } from './run-all.ts';

const { values: chosen } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
});
const plan = plans[chosen.quick ? 'quick' : 'full'];
const choice = choiceOf(chosen.only);
if (chosen.write && chosen.only !== undefined) throw new Error('--write needs all of it: leave --only out');
if (!isWrkInstalled()) throw new Error('wrk is the load, and not installed: apt-get install wrk');

const root = packageRoot(import.meta.url);
const folder = mkdtempSync(join(tmpdir(), 'bench-'));

/** Whatever happens: nothing runs on, nothing is left on the disk. */
const leaveNothing = (): void => {
  killAll();
  rmSync(folder, { recursive: true, force: true });
};
process.once('exit', leaveNothing);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

const neighbours = watchNeighbours();
const driftToken = randomBytes(24).toString('base64url');
const driftPort = await freePort();
const drift = start({
  cores: String(loadCore),
  command: process.execPath,
  args: [join(root, 'dist', 'benchmarks', 'drift-stand-in.js'), String(driftPort), driftToken],
  output: 'ignored',
});
const job = createJob(`http://127.0.0.1:${driftPort}`, driftToken, systemClock.wall());
const stand = { root, folder, job, jobFile: writeJob(folder, job) };

const measured = await runAll(stand, plan, choice, (line) => console.log(line));
await stop(drift);
const results = { ...measured, neighbours: neighbours() };
const judgements = judged(results);
console.log(`\n${printed(results, judgements)}`);
if (chosen.write && results.failures.length > 0)
  console.log('Nothing is written: not everybody could be measured.');
else if (chosen.write)
  for (const file of writeReport(root, results, judgements)) console.log(`wrote ${file}`);
process.exitCode =
  results.failures.length > 0 || judgements.some(({ verdict }) => verdict === 'broken') ? 1 : 0;
