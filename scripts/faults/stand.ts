// What is put to the test? A whole server with the settings it comes with, in front of a Drift that can be made to fail.

import { createSecretKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readBrowserLibrary } from '../../config/browser-library.ts';
import { packageRoot } from '../../config/package-root.ts';
import { packageVersion } from '../../config/package-version.ts';
import { faultContacts, visitorOf } from '../../sandbox/faults/fault-contacts.ts';
import { createFaultProxy, type FaultProxy } from '../../sandbox/faults/fault-proxy.ts';
import { createSandbox } from '../../sandbox/sandbox.ts';
import { signSession } from '../../server/auth/sign-session.ts';
import type { Clock } from '../../server/clock.ts';
import { compose } from '../../server/compose.ts';
import { createFastPath } from '../../server/http/fast-path.ts';
import { createLog } from '../../server/observe/log.ts';
import { loadSettings, type Settings } from '../../server/settings.ts';
import { type Body, type Told, toldBy } from './told.ts';

/** One visit, once it is answered. */
export type Visit = {
  readonly told: Told;
  /** When Drift said so, on the wall clock; NaN for a failure. */
  readonly asOf: number;
  /** X-Request-Id, under which the log tells of it. */
  readonly id: string;
};

export type Stand = {
  readonly drift: FaultProxy;
  /** Visitor number `index` asks for the attributes of its own contact. */
  visit(index: number): Promise<Visit>;
  close(): Promise<void>;
};

type Parts = {
  readonly contacts: number;
  readonly clock: Clock;
  /** 0 to 1. */
  readonly random: () => number;
  /** Takes each line of the server's log. */
  readonly write: (line: string) => void;
};

const settingsFor = (driftUrl: string, driftToken: string, secret: Buffer): Settings => {
  const settings = loadSettings({
    env: {
      DRIFT_API_URL: driftUrl,
      DRIFT_TOKEN: driftToken,
      SESSION_SECRET: `base64:${secret.toString('base64')}`,
      SESSION_ISSUER: 'https://www.example.com',
      SESSION_AUDIENCE: 'drift-attribute-proxy',
      ADMIN_PORT: 'off',
      LOG_LEVEL: 'debug',
      SHUTDOWN_GRACE: '0s',
    },
    cwd: packageRoot(import.meta.url),
    readFile: (file) => (file.endsWith('.env') ? '' : readFileSync(file, 'utf8')),
  });
  if ('problems' in settings) throw new Error(settings.problems.join('\n'));
  return settings;
};

/** Everything listens on free ports of loopback. */
export const openStand = async ({ contacts, clock, random, write }: Parts): Promise<Stand> => {
  const driftToken = randomBytes(32).toString('base64url');
  const secret = randomBytes(32);
  const sandbox = createSandbox({
    token: driftToken,
    webhookToken: 'unused',
    clock,
    requestsPerMinute: Number.POSITIVE_INFINITY,
    contacts: faultContacts(contacts),
  });
  const drift = createFaultProxy({ driftUrl: (await sandbox.listen(0)).url, clock });
  const { config, policy } = settingsFor((await drift.listen()).url, driftToken, secret);
  const server = compose({
    config: { ...config, http: { ...config.http, port: 0 } },
    policy,
    clock,
    random,
    fetch: globalThis.fetch,
    log: createLog(config.log.level, { write }),
    version: packageVersion(),
    library: readBrowserLibrary(),
    processMetrics: false,
    createFastPath,
  });
  const { publicPort } = await server.listen();
  const url = `http://127.0.0.1:${publicPort}/v1/me/attributes`;
  const key = createSecretKey(secret);
  const tokenOf = (index: number): string =>
    signSession({ sub: visitorOf(index) }, config.auth, key, { now: clock.wall(), lifetime: 900_000 });

  const visit = async (index: number): Promise<Visit> => {
    const response = await fetch(url, { headers: { Authorization: `Bearer ${tokenOf(index)}` } });
    const body = (await response.json()) as Body;
    return {
      told: toldBy(index, response.status, body),
      asOf: Date.parse(body.asOf ?? ''),
      id: response.headers.get('x-request-id') ?? '',
    };
  };

  const noAnswer: Visit = { told: '0 no answer', asOf: Number.NaN, id: '' };

  return {
    drift,
    visit: (index) => visit(index).catch(() => noAnswer),
    async close() {
      await server.stop();
      await drift.close();
      await sandbox.close();
    },
  };
};
