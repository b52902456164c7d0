// How is a contender started that is no Node program? With its configuration files, filled in, in a folder of its own.

import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { byHeader } from './asks.ts';
import type { Contender, Place } from './contender.ts';

type SystemProgram = Pick<Contender, 'name' | 'title' | 'does' | 'proof' | 'needs'> & {
  readonly command: string;
  readonly args: (folder: string) => readonly string[];
  /** In benchmarks/contenders. */
  readonly files: readonly string[];
};

/** `{{name}}` becomes the value of that name. @throws Error when there is none */
export const filledIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{\{(\w+)\}\}/g, (_all, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nothing is known of {{${name}}}`);
    return value;
  });

const valuesFor = ({ job, folder, port }: Place, needs: Contender['needs']) => ({
  folder,
  port: String(port),
  user: userInfo().username,
  modules: dirname(needs.at(-1)?.file ?? ''),
  drift: new URL(job.driftUrl).host,
  driftToken: job.driftToken,
  secret: job.secret,
  issuer: job.issuer,
  audience: job.audience,
  origin: job.origin,
  allowList: job.allowList.join(','),
});

export const systemProgram = ({ command, args, files, ...rest }: SystemProgram): Contender => ({
  ...rest,
  program: (place) => {
    const values = valuesFor(place, rest.needs);
    const filled = (name: string): string =>
      filledIn(readFileSync(join(place.root, 'benchmarks', 'contenders', name), 'utf8'), values);
    return {
      command,
      args: args(place.folder),
      files: Object.fromEntries(files.map((name) => [name, filled(name)])),
    };
  },
  ask: (job, which) => byHeader(job, job.sessions.HS256[which]),
});
