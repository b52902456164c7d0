// sandbox: runs the Drift stand-in alone, and prints how to point the server at it.

import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { createSandbox } from '../sandbox/sandbox.ts';
import { sandboxScreen } from '../sandbox/settings.ts';
import { systemClock } from '../server/clock.ts';
import { portFrom } from './port.ts';
import { refusingBadUse } from './refusing-bad-use.ts';
import { say, type Terminal, untilAskedToStop } from './terminal.ts';

const defaultPort = 8090;

const secret = (): string => randomBytes(32).toString('base64url');

export const sandbox = (terminal: Terminal): Command =>
  new Command('sandbox')
    .description('run the Drift stand-in alone (SANDBOX_PORT, SANDBOX_TOKEN, SANDBOX_WEBHOOK_TOKEN)')
    .action(
      refusingBadUse(terminal, async () => {
        const { SANDBOX_TOKEN: token = secret(), SANDBOX_WEBHOOK_TOKEN: webhookToken = secret() } =
          terminal.env;
        const drift = createSandbox({ token, webhookToken, clock: systemClock });
        const { url } = await drift.listen(portFrom(terminal.env, 'SANDBOX_PORT') ?? defaultPort);
        say(terminal, sandboxScreen({ url, token, webhookToken, sessionSecret: secret() }));
        await untilAskedToStop(terminal);
        await drift.close();
      }),
    );
