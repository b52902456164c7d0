// How many visitors does one Drift token carry? `npm run capacity` simulates it in virtual time and prints what it finds; --write
// puts it into docs/capacity.md, --quick is a first look.

import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { packageRoot } from '../config/package-root.ts';
import { defaults } from './capacity/defaults.ts';
import { plans } from './capacity/plan.ts';
import { places } from './capacity/report/places.ts';
import { writeReport } from './capacity/report/write-report.ts';
import { runAll } from './capacity/run-all.ts';
import { startThreads } from './capacity/threads.ts';

const { values: chosen } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});
if (chosen.write && chosen.quick) throw new Error('--write needs all of it: leave --quick out');

const threads = startThreads(availableParallelism());
const results = await runAll({
  base: defaults(),
  plan: plans[chosen.quick ? 'quick' : 'full'],
  simulate: threads.simulate,
  tell: (line) => console.log(line),
});
await threads.close();
for (const tell of Object.values(places)) console.log(`\n${tell(results)}`);
if (chosen.write)
  for (const file of writeReport(packageRoot(import.meta.url), results)) console.log(`wrote ${file}`);
