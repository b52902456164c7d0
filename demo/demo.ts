// What runs when somebody tries it out? Sandbox, proxy and site, in one process and on one origin.

import { createSecretKey, randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { packageRoot } from '../config/package-root.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import type { Clock } from '../server/clock.ts';
import { createDemoActions } from './demo-actions.ts';
import { audience, issuer } from './demo-config.ts';
import { createDemoProxy } from './demo-proxy.ts';
import { createForward } from './forward.ts';
import { listenOnFirstFree } from './listen-locally.ts';
import { createRenderedAction } from './rendered-action.ts';
import { plain, send } from './reply.ts';
import { demoScreen } from './screen.ts';
import { createSessions } from './sign-session.ts';
import { createSiteServer } from './site-server.ts';
import { loadBuiltFiles, loadStaticFiles } from './static-files.ts';

type Options = {
  /** PORT; undefined takes 8080 or the next free one, 0 any free one. */
  readonly port: number | undefined;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  /** Takes text for the terminal: one screen, and later a line for each warning of the proxy. */
  readonly print: (text: string) => void;
};

export type Demo = {
  /** The origin to open. */
  readonly url: string;
  /** Ends all three, connections under way too. */
  close(): Promise<void>;
};

type Close = () => Promise<void>;

const usualPort = 8080;
const portsToTry = 100;
/** Milliseconds. */
const sessionLifetime = 8 * 3_600_000;

const candidates = (port: number | undefined): readonly number[] =>
  port === undefined ? Array.from({ length: portsToTry }, (_, index) => usualPort + index) : [port];

const starting = plain(503, 'The demo is starting. Ask again.');

const newSecret = (): string => randomBytes(24).toString('base64url');

/**
 * Starts the demo and prints its screen.
 * Rejects with the system's error (`code` EADDRINUSE, …) when the port cannot be had; nothing is left running then.
 */
export const startDemo = async (options: Options): Promise<Demo> => {
  const running: Close[] = [];
  const close = async (): Promise<void> => {
    for (const end of running.splice(0).reverse()) await end();
  };
  try {
    return { url: await startAll(options, running), close };
  } catch (error) {
    await close();
    throw error;
  }
};

/**
 * Notes in `running` how to end what has begun, in the order in which it began: the site first, because its port may be
 * refused.
 */
const startAll = async ({ port, clock, random, print }: Options, running: Close[]): Promise<string> => {
  const root = packageRoot(import.meta.url);
  const driftToken = newSecret();
  const webhookToken = newSecret();
  const sessionKey = createSecretKey(randomBytes(48));

  let answer: RequestListener = (_, response) => send(response, starting);
  const site = await listenOnFirstFree((request, response) => answer(request, response), candidates(port));
  running.push(site.close);

  const sandbox = createSandbox({ token: driftToken, webhookToken, clock });
  running.push(sandbox.close);
  const { url: driftUrl } = await sandbox.listen(0);

  const policyFile = join(root, 'config', 'policy.yaml');
  const proxy = createDemoProxy({
    driftUrl,
    driftToken,
    webhookToken,
    sessionKey,
    policyFile,
    clock,
    random,
    print,
  });
  running.push(proxy.stop);
  const { publicPort, adminPort } = await proxy.listen();
  sandbox.webhooks.target(`http://127.0.0.1:${publicPort}/webhooks/drift`);

  const sessions = createSessions({ key: sessionKey, issuer, audience, clock, lifetime: sessionLifetime });
  answer = createSiteServer({
    files: new Map([
      ...loadStaticFiles(join(root, 'demo', 'site')),
      ...loadBuiltFiles(join(root, 'dist', 'demo', 'site')),
    ]),
    actions: {
      ...createDemoActions({ sessions, contacts: sandbox.contacts }),
      '/rendered': { GET: createRenderedAction({ proxyUrl: `http://127.0.0.1:${publicPort}` }) },
    },
    forward: createForward(publicPort),
  });

  const url = `http://localhost:${site.port}`;
  const taken = port === undefined && site.port !== usualPort ? usualPort : undefined;
  const adminUrl = adminPort === undefined ? undefined : `http://127.0.0.1:${adminPort}`;
  print(demoScreen({ url, taken, adminUrl }));
  return url;
};
