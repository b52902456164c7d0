// types: prints the TypeScript interface of an audience.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import type { Audience, Policy } from '../server/policy/policy.ts';
import { createReloadingPolicy } from '../server/policy/reloading-policy.ts';
import { policyFileIn } from '../server/settings.ts';
import { audienceInterface, everybodysAudience } from './audience-interface.ts';
import { exitCodes, refuse, say, type Terminal } from './terminal.ts';

type Options = { readonly audience?: string; readonly policy?: string };

const readFile = (file: string): string => readFileSync(file, 'utf8');

/** The other settings may be missing or wrong: who writes a page has no secrets. */
const fileMeant = ({ env, cwd }: Terminal, named: string | undefined): string =>
  named === undefined ? policyFileIn({ env, cwd: cwd(), readFile }) : resolve(cwd(), named);

const chosenFrom = (policy: Policy, name: string | undefined): Audience | undefined =>
  name === undefined
    ? everybodysAudience(policy)
    : policy.audiences.find((audience) => audience.name === name);

const refuseChoice = (terminal: Terminal, { audiences }: Policy, name: string | undefined): void => {
  const problem =
    name === undefined
      ? 'No audience takes every session: choose one with --audience.'
      : 'There is no such audience.';
  const names = audiences.map((audience) => audience.name).join(', ');
  refuse(terminal, `${problem} The policy has: ${names}.`, exitCodes.usage);
};

const chosenByDefault = ({ name }: Audience): string =>
  `These are the types of ${name}, the audience of every session that no other takes; --audience names another.`;

export const types = (terminal: Terminal): Command =>
  new Command('types')
    .description('print the TypeScript interface of what an audience may see')
    .option('--audience <name>', 'an audience of the policy (default: that of every session)')
    .option('--policy <file>', 'a policy file (default: POLICY_FILE, or config/policy.yaml)')
    .action(({ audience: name, policy: named }: Options) => {
      const outcome = createReloadingPolicy({ file: fileMeant(terminal, named), readFile });
      if ('problems' in outcome) {
        return refuse(terminal, outcome.problems.join('\n'), exitCodes.configuration);
      }
      const policy = outcome.policy.current;
      const audience = chosenFrom(policy, name);
      if (audience === undefined) return refuseChoice(terminal, policy, name);
      say(terminal, audienceInterface(audience));
      // Not among the types: those may go into a file.
      if (name === undefined) terminal.stderr.write(`${chosenByDefault(audience)}\n`);
    });
