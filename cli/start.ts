// start: runs the server with the environment's settings.

import { Command } from 'commander';
import { serve, settingsOfProcess } from '../server/main.ts';
import { refuseSettings } from './problems.ts';
import { refusingBadUse } from './refusing-bad-use.ts';
import type { Terminal } from './terminal.ts';

export const start = (terminal: Terminal): Command =>
  new Command('start')
    .description('run the server with the settings of the environment and .env')
    .action(async () => {
      const settings = settingsOfProcess();
      if ('problems' in settings) return refuseSettings(terminal, settings.problems);
      await refusingBadUse(terminal, () => serve(settings))();
    });
