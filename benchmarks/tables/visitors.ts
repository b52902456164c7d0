// Where do many visitors get their sessions? From files of tokens, one a line, that the load reads.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../server/clock.ts';
import { browserHeaders, byHeader } from '../contenders/asks.ts';
import { emailOf, idOf } from '../job/contact.ts';
import { createSign } from '../job/sessions.ts';
import type { Visitors } from '../measure/measure.ts';
import type { Stand } from '../measure/serving.ts';
import { connections } from './side-by-side.ts';

/** Writes a file with a session for each contact, by its id at Drift. */
export const writeTokens = (stand: Stand, name: string, contacts: readonly number[]): string => {
  const sign = createSign(stand.job.keys, 'HS256');
  const now = systemClock.wall();
  const file = join(stand.folder, name);
  const tokens = contacts.map((contact) => sign(idOf(contact), emailOf(contact), now));
  writeFileSync(file, `${tokens.join('\n')}\n`, { mode: 0o600 });
  return file;
};

/** `comers`: how many different visitors there are. `args`: what load/visitors.lua is told. */
export const manyVisitors = ({ root, job }: Stand, comers: number, args: readonly string[]): Visitors => ({
  comers,
  path: byHeader(job, '').path,
  headers: browserHeaders(job),
  connections,
  script: { file: join(root, 'benchmarks', 'load', 'visitors.lua'), args },
});
