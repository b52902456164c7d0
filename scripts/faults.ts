// What do visitors get while something fails, on this machine? `npm run faults`: every fault of Drift in turn, and the table of all;
// `npm run faults -- --nodes`: every fault of Redis, with three nodes. --write puts the table into docs/operations.md. --quick is for
// Drift alone and done in less than two minutes: without it some faults last for more than a minute, too, so that the limit of calls
// is held where the first of them are forgotten. --only <name> is for the nodes alone.

import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packageRoot } from '../config/package-root.ts';
import { markers as driftMarkers, written } from './faults/fault-report.ts';
import { tryDrift } from './faults/try-drift.ts';
import { markers as nodesMarkers } from './nodes/report.ts';
import { tryNodes } from './nodes/try-nodes.ts';

const { values: chosen } = parseArgs({
  options: {
    nodes: { type: 'boolean', default: false },
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
  },
});

if (chosen.only !== undefined && (chosen.write || !chosen.nodes))
  throw new Error('--only is for --nodes, and its result for no table');

const machine = `${cpus()[0]?.model.trim() ?? 'an unknown processor'}, ${availableParallelism()} cores, Node ${process.version}`;

const write = (text: string): void => {
  const file = join(packageRoot(import.meta.url), 'docs', 'operations.md');
  const markers = chosen.nodes ? nodesMarkers : driftMarkers;
  writeFileSync(file, written(readFileSync(file, 'utf8'), text, markers));
  console.log(`\nwrote ${file}`);
};

const { text, broken } = chosen.nodes
  ? await tryNodes({ only: chosen.only, machine })
  : await tryDrift({ speed: chosen.quick ? 'quick' : 'full', machine });
console.log(`\n${text}`);
if (chosen.write) write(text);
process.exitCode = broken > 0 ? 1 : 0;
