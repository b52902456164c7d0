// How is this server started for a measurement? Compiled, with what the measurement varies on its command line.

import { join } from 'node:path';
import type { Algorithm } from '../job/sessions.ts';
import { byHeader } from './asks.ts';
import type { Contender, Place, Program } from './contender.ts';

/** `nodeFlags` go to Node, `flags` to contenders/ours.ts. */
export const ownProgram = (
  { root, jobFile, port }: Place,
  flags: readonly string[],
  nodeFlags: readonly string[] = [],
): Program => ({
  command: process.execPath,
  args: [
    ...nodeFlags,
    join(root, 'dist', 'benchmarks', 'contenders', 'ours.js'),
    jobFile,
    String(port),
    ...flags,
  ],
});

type Own = Pick<Contender, 'name' | 'title' | 'does'> & {
  readonly algorithm?: Algorithm;
  readonly by?: typeof byHeader;
  readonly flags?: readonly string[];
};

export const own = ({
  name,
  title,
  does,
  algorithm = 'HS256',
  by = byHeader,
  flags = [],
}: Own): Contender => ({
  name,
  title,
  does,
  proof: 'whole',
  needs: [],
  program: (place) => ownProgram(place, ['--algorithm', algorithm, ...flags]),
  ask: (job, which) => by(job, job.sessions[algorithm][which]),
});
