// What does a page with live updates cost, and how soon does it hear? `npm run streams` opens 10,000 on one process and changes some
// contacts; --write puts the table into docs/performance.md. It fails when a promise is broken.

import { parseArgs } from 'node:util';
import { packageRoot } from '../config/package-root.ts';
import type { NodeProcess } from '../scripts/nodes/node-process.ts';
import { systemClock } from '../server/clock.ts';
import { measureStreams } from './streams/measure.ts';
import { isBroken, printed, writeTable } from './streams/report.ts';

const { values: chosen } = parseArgs({ options: { write: { type: 'boolean', default: false } } });

/** Whatever happens: it is over in two minutes, and nothing runs on. */
const longest = 115_000;
let node: NodeProcess | undefined;
process.once('exit', () => node?.child.kill('SIGKILL'));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const cancel = systemClock.after(longest, () => {
  console.error('This takes too long: nothing was measured.');
  process.exit(1);
});

const measured = await measureStreams({
  clock: systemClock,
  tell: (line) => console.log(line),
  started: (started) => {
    node = started;
  },
});
cancel();
console.log(`\n${printed(measured)}`);
if (chosen.write) console.log(`wrote ${writeTable(packageRoot(import.meta.url), measured)}`);
process.exitCode = isBroken(measured) ? 1 : 0;
