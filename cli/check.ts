// check: says whether the server would start, and what it would do.

import { Command } from 'commander';
import type { BrowserLibrary } from '../config/browser-library.ts';
import { settingsOfProcess } from '../server/main.ts';
import type { Policy } from '../server/policy/policy.ts';
import { refuseSettings } from './problems.ts';
import { say, type Terminal } from './terminal.ts';

const describe = ({ audiences }: Policy): string[] =>
  audiences.map(
    ({ name, attributes }) =>
      `  ${name}: ${attributes.map((attribute) => attribute.name).join(', ') || 'nothing'}`,
  );

const toLoad = ({ current }: BrowserLibrary): string[] =>
  current.flatMap(({ path, hashedPath, integrity }) => [
    `  ${path}`,
    `  ${hashedPath} integrity="${integrity}"`,
  ]);

export const check = (terminal: Terminal): Command =>
  new Command('check').description('check the settings and the policy without starting').action(() => {
    const settings = settingsOfProcess();
    if ('problems' in settings) return refuseSettings(terminal, settings.problems);
    const { config, policy, library } = settings;
    for (const warning of config.warnings) say(terminal, `Warning: ${warning}`);
    const lines = [
      'The configuration is good. Who may see what:',
      ...describe(policy.current),
      'The browser library, as it is now, and for good with the integrity attribute of its tag:',
      ...toLoad(library),
    ];
    say(terminal, lines.join('\n'));
  });
