// sandbox: runs the Drift stand-in alone, and prints how to point the server at it.

import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import { parseUrl } from '../config/parsers/parse-url.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import { sandboxScreen } from '../sandbox/settings.ts';
import { systemClock } from '../server/clock.ts';
import { portFrom } from './port.ts';
import { refusingBadUse } from './refusing-bad-use.ts';
import { say, type Terminal, untilAskedToStop } from './terminal.ts';

const defaultPort = 8090;

/** Where `npm start` takes webhooks; that nobody listens there disturbs nobody. */
const defaultWebhookUrl = 'http://127.0.0.1:8080/webhooks/drift';

const secret = (): string => randomBytes(32).toString('base64url');

/** @throws RangeError when SANDBOX_WEBHOOK_URL is neither an address nor `off` */
const webhookUrlFrom = (env: NodeJS.ProcessEnv): string | undefined => {
  const text = env['SANDBOX_WEBHOOK_URL'] || defaultWebhookUrl;
  if (text === 'off') return undefined;
  if (!/^https?:$/.test(parseUrl(text)?.protocol ?? '')) {
    throw new RangeError('SANDBOX_WEBHOOK_URL must be an http address, or off.');
  }
  return text;
};

export const sandbox = (terminal: Terminal): Command =>
  new Command('sandbox')
    .description(
      'run the Drift stand-in alone (SANDBOX_PORT, SANDBOX_TOKEN, SANDBOX_WEBHOOK_TOKEN, SANDBOX_WEBHOOK_URL)',
    )
    .action(
      refusingBadUse(terminal, async () => {
        const { SANDBOX_TOKEN: token = secret(), SANDBOX_WEBHOOK_TOKEN: webhookToken = secret() } =
          terminal.env;
        const webhookUrl = webhookUrlFrom(terminal.env);
        const drift = createSandbox({ token, webhookToken, clock: systemClock });
        drift.webhooks.target(webhookUrl);
        const { url } = await drift.listen(portFrom(terminal.env, 'SANDBOX_PORT') ?? defaultPort);
        say(terminal, sandboxScreen({ url, token, webhookToken, webhookUrl, sessionSecret: secret() }));
        await untilAskedToStop(terminal);
        await drift.close();
      }),
    );
