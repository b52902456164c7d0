// How does the server's process begin and end? Settings, composition, listening, signals.

import { readFileSync } from 'node:fs';
import closeWithGrace from 'close-with-grace';
import { packageVersion } from '../config/package-version.ts';
import { systemClock } from './clock.ts';
import { compose } from './compose.ts';
import { createFastPath } from './http/fast-path.ts';
import type { Lifecycle } from './lifecycle.ts';
import { createLog, type Log } from './observe/log.ts';
import { loadSettings, type Settings } from './settings.ts';

/** The settings of this process. */
export const settingsOfProcess = (): Settings | { readonly problems: readonly string[] } =>
  loadSettings({
    env: process.env,
    cwd: process.cwd(),
    readFile: (file) => readFileSync(file, 'utf8'),
  });

/** Ends the process when it is told to, or when an error has come through that nobody understood. */
const stopOnSignal = (server: Lifecycle, { shutdown }: Settings['config'], log: Log): void => {
  const slack = 5_000;
  closeWithGrace(
    { delay: shutdown.delay + shutdown.grace + slack, logger: false },
    async ({ signal, err }) => {
      if (err === undefined) log.info({ signal: signal ?? 'none' }, 'Stopping.');
      else log.fatal({ error: err }, 'Stopping after an error that nobody caught.');
      await server.stop();
      log.info({}, 'Stopped.');
    },
  );
};

/** Serves until a signal comes. @throws the system's error when an address is taken */
export const serve = async ({ config, policy }: Settings): Promise<void> => {
  const log = createLog(config.log.level, { write: (line) => process.stdout.write(line) });
  const server = compose({
    config,
    policy,
    clock: systemClock,
    random: Math.random,
    fetch: globalThis.fetch,
    log,
    version: packageVersion(),
    processMetrics: true,
    createFastPath,
  });
  const { publicPort, adminPort } = await server.listen();
  stopOnSignal(server, config, log);
  log.info({ host: config.http.host, port: publicPort }, 'Listening for browsers.');
  if (adminPort !== undefined)
    log.info({ host: config.admin.host, port: adminPort }, 'Listening for the operator.');
};
