// How is a contender in Node started? Its own file, as it is, with packages from benchmarks/node_modules.

import { join } from 'node:path';
import { byHeader } from './asks.ts';
import type { Contender } from './contender.ts';

type NodeProgram = Pick<Contender, 'name' | 'title' | 'does' | 'proof'> & {
  /** Without `.mjs`. */
  readonly file: string;
  readonly packages: readonly string[];
  readonly flags?: readonly string[];
  readonly ask?: Contender['ask'];
};

const askByHeader: Contender['ask'] = (job, which) => byHeader(job, job.sessions.HS256[which]);

export const nodeProgram = ({
  file,
  packages,
  flags = [],
  ask = askByHeader,
  ...rest
}: NodeProgram): Contender => ({
  ...rest,
  needs: packages.map((name) => ({
    file: join('benchmarks', 'node_modules', name, 'package.json'),
    install: 'npm ci --prefix benchmarks',
  })),
  program: ({ root, jobFile, port }) => ({
    command: process.execPath,
    args: [join(root, 'benchmarks', 'contenders', `${file}.mjs`), jobFile, String(port), ...flags],
    env: { NODE_ENV: 'production' },
  }),
  ask,
});
