// demo: runs sandbox, proxy and demo site on one origin, with nothing to set up.

import { Command } from 'commander';
import { startDemo } from '../demo/demo.ts';
import { systemClock } from '../server/clock.ts';
import { portFrom } from './port.ts';
import { refusingBadUse } from './refusing-bad-use.ts';
import { say, type Terminal, untilAskedToStop } from './terminal.ts';

export const demo = (terminal: Terminal): Command =>
  new Command('demo')
    .description('see it work: sandbox, server and a site on one origin (PORT, by default 8080)')
    .action(
      refusingBadUse(terminal, async () => {
        const running = await startDemo({
          port: portFrom(terminal.env, 'PORT'),
          clock: systemClock,
          random: Math.random,
          print: (text: string) => say(terminal, text),
        });
        await untilAskedToStop(terminal);
        await running.close();
      }),
    );
