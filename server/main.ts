// How does the server's process begin and end? Settings, composition, listening, signals; alone, or as one of several.

import { readFileSync } from 'node:fs';
import closeWithGrace from 'close-with-grace';
import { type BrowserLibrary, readBrowserLibrary } from '../config/browser-library.ts';
import { packageVersion } from '../config/package-version.ts';
import { holdingClock, systemClock } from './clock.ts';
import { compose } from './compose.ts';
import { createFastPath } from './http/fast-path.ts';
import { lastingCounts, mergeCounts, printSum } from './observe/add-up.ts';
import { createLog, type Log, type LogSink } from './observe/log.ts';
import { createWorkerMetrics } from './observe/worker-metrics.ts';
import { loadSettings, type Settings as Told } from './settings.ts';
import type { Ports } from './workers/messages.ts';
import { createPrimary } from './workers/primary.ts';
import { canFork, fork, type Line, lineToPrimary } from './workers/processes.ts';
import { createSiblings, type Siblings } from './workers/siblings.ts';
import { growYoungGenerationAtOnce } from './young-generation.ts';

/** From now on a worker that has nothing to do ends, like any process: its line to the primary does not keep it. */
const endWhenIdle = (): void => process.channel?.unref();

/** What this process was told, and what came with the package. */
export type Settings = Told & { readonly library: BrowserLibrary };

type Problems = { readonly problems: readonly string[] };

/** An installation without it is broken: better told now than found out by a page. */
const libraryOfPackage = (): { readonly library: BrowserLibrary } | Problems => {
  try {
    return { library: readBrowserLibrary() };
  } catch (error) {
    return { problems: [error instanceof Error ? error.message : 'The browser library cannot be read.'] };
  }
};

/** The settings of this process; with problems it is to end. */
export const settingsOfProcess = (): Settings | Problems => {
  const told = loadSettings({
    env: process.env,
    cwd: process.cwd(),
    readFile: (file) => readFileSync(file, 'utf8'),
  });
  const library = libraryOfPackage();
  if (!('problems' in told) && !('problems' in library)) return { ...told, ...library };
  endWhenIdle();
  return { problems: [told, library].flatMap((part) => ('problems' in part ? part.problems : [])) };
};

const standardOutput: LogSink = { write: (line) => process.stdout.write(line) };

const composeServer = ({ config, policy, library }: Settings, log: Log, siblings?: Siblings) =>
  compose({
    config,
    policy,
    clock: systemClock,
    random: Math.random,
    fetch: globalThis.fetch,
    log,
    version: packageVersion(),
    library,
    processMetrics: true,
    createFastPath,
    ...(siblings && { siblings }),
  });

type Config = Settings['config'];

/** Milliseconds: what a stop may take at most. */
const longestStop = ({ shutdown }: Config): number => shutdown.delay + shutdown.grace + 5_000;

/** Calls `stop` when the process is told to end, or when an error has come through that nobody understood; then ends it. */
const stopOnSignal = (
  stop: () => Promise<void>,
  log: Log,
  options: closeWithGrace.Options & { readonly delay: number },
) =>
  closeWithGrace({ ...options, logger: false }, async ({ signal, err }) => {
    if (err === undefined) log.info({ signal: signal ?? 'none' }, 'Stopping.');
    else log.fatal({ error: err }, 'Stopping after an error that nobody caught.');
    await stop();
    log.info({}, 'Stopped.');
  });

const tellWhere = ({ config }: Settings, log: Log, { publicPort, adminPort }: Ports): void => {
  log.info({ host: config.http.host, port: publicPort }, 'Listening for browsers.');
  if (adminPort !== undefined)
    log.info({ host: config.admin.host, port: adminPort }, 'Listening for the operator.');
};

const serveAlone = async (settings: Settings): Promise<void> => {
  const log = createLog(settings.config.log.level, standardOutput);
  const server = composeServer(settings, log);
  const ports = await server.listen();
  stopOnSignal(server.stop, log, { delay: longestStop(settings.config) });
  tellWhere(settings, log, ports);
};

/** What a terminal sends to all processes at once: the primary hears it too, and tells each worker what to do. */
const forThePrimary = ['SIGINT', 'SIGHUP', 'SIGQUIT'] as const;

/** Stops once, for whichever reason comes first: a second request is no reason to end at once, as a signal repeated by hand is. */
const stopAsWorker = (stop: () => Promise<void>, log: Log, line: Line, delay: number): (() => void) => {
  const { close } = stopOnSignal(stop, log, { delay, skip: [...forThePrimary, 'SIGTERM'] });
  let asked = false;
  const askOnce = (): void => {
    if (!asked) void close();
    asked = true;
  };
  for (const signal of forThePrimary) process.on(signal, () => {});
  process.on('SIGTERM', askOnce);
  line.onGone(() => {
    log.warn({}, 'The primary process has gone.');
    askOnce();
  });
  return askOnce;
};

const serveAsWorker = async ({ config, ...rest }: Settings, line: Line): Promise<void> => {
  const { worker, send } = line;
  const log = createLog(config.log.level, standardOutput, { worker });
  const siblings = createSiblings({
    worker,
    pid: process.pid,
    count: config.workers,
    send,
    clock: systemClock,
  });
  // The primary has told them.
  const server = composeServer({ config: { ...config, warnings: [] }, ...rest }, log, siblings);
  const ports = await server.listen().catch((error: unknown) => {
    endWhenIdle();
    throw error;
  });
  const stop = stopAsWorker(server.stop, log, line, longestStop(config));
  line.hear((message) => (message.kind === 'stop' ? stop() : siblings.hear(message)));
  send({ kind: 'listening', ports });
};

/** Starts the workers and keeps them; when the first cannot listen, it has said why, and this process ends as that one did. */
const keepWorkers = async (settings: Settings): Promise<void> => {
  const { config } = settings;
  const log = createLog(config.log.level, standardOutput);
  const patience = longestStop(config);
  const primary = createPrimary({
    count: config.workers,
    fork,
    clock: holdingClock,
    random: Math.random,
    log,
    patience,
    arithmetic: { print: printSum, merge: mergeCounts, lasting: lastingCounts },
    metrics: createWorkerMetrics,
  });
  const outcome = await primary.begin();
  if (!('publicPort' in outcome)) {
    process.exitCode = outcome.code ?? 1;
    return;
  }
  const stop = async (): Promise<void> => {
    const count = await primary.stop();
    if (count === 0) return;
    log.error({ count }, 'Workers had to be killed.');
    throw new Error('the workers did not stop');
  };
  stopOnSignal(stop, log, { delay: patience + 1_000, onSecondSignal: primary.kill });
  for (const message of config.warnings) log.warn({}, message);
  await primary.complete();
  tellWhere(settings, log, outcome);
};

/** Serves until a signal comes. @throws the system's error when an address is taken */
export const serve = (settings: Settings): Promise<void> => {
  growYoungGenerationAtOnce();
  const line = lineToPrimary(process.env);
  if (line !== undefined) return serveAsWorker(settings, line);
  return settings.config.workers > 1 && canFork ? keepWorkers(settings) : serveAlone(settings);
};
